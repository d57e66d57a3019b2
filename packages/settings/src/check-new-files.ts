import { existsSync } from 'node:fs';

import { SettingError } from './setting-error.js';

/**
 * Checks that files do not exist yet, and that none is `-`, which for other programs means standard output.
 * Call it before long work.
 * @param options.force accept existing files.
 * @param options.setting the setting that names the files, for the error.
 * @throws SettingError when a file exists and `force` is not set, and for `-`.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { checkNewFiles } from '@jssl/settings/node';
 *
 * checkNewFiles(['features.npy']);
 * writeFileSync('features.npy', '');
 * try {
 *   checkNewFiles(['features.npy']);
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // out must be a new file, got features.npy, which exists
 * }
 * ```
 */
export function checkNewFiles(
  files: readonly string[],
  { force = false, setting = 'out' } = {},
): void {
  if (files.includes('-')) {
    const remedy = 'write ./- for a file of that name';
    throw new SettingError({ setting, required: 'a file', got: '-', gotText: '-', remedy });
  }
  const there = force ? undefined : files.find((file) => existsSync(file));
  if (there === undefined) return;
  throw new SettingError({
    setting,
    required: 'a new file',
    got: there,
    gotText: `${there}, which exists`,
    remedy: 'choose another, or set {force} to replace it',
  });
}
