import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { SettingError } from '@jssl/settings';
import { checkNewFiles } from '@jssl/settings/node';

/** @throws SettingError for `out`, unless a new file can be made there. */
export function checkNewFile(out: string): void {
  checkNewFiles([out], { force: true });
  if (existsSync(out)) {
    const gotText = `${out}, which exists`;
    const required = 'a new file';
    throw new SettingError({
      setting: 'out',
      required,
      got: out,
      gotText,
      remedy: 'choose another',
    });
  }
  const folder = dirname(out);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new SettingError({
    setting: 'out',
    required: 'a new file in an existing folder',
    got: out,
    remedy: `create ${folder} or choose another`,
  });
}
