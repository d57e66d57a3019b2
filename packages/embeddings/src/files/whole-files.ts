import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';

import { SettingError } from '@jssl/settings';

import { EmbeddingsError } from './embeddings-error.js';

/**
 * Checks that files do not exist yet. Call it before long work.
 * @param options.force accept existing files.
 * @param options.setting the setting that names the files, for the error.
 * @throws SettingError when a file exists and `force` is not set.
 * @example
 * ```ts
 * import { checkNewFiles, embeddingFiles } from '@jssl/embeddings';
 *
 * checkNewFiles(embeddingFiles('features.npy', 'npy')); // throws if one of them exists
 * console.log('both are new'); // both are new
 * ```
 */
export function checkNewFiles(
  files: readonly string[],
  { force = false, setting = 'out' } = {},
): void {
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

/**
 * Writes files whole or not at all: as temporary files next to them, renamed when all are written, the
 * first one last.
 * @param write gets a temporary path for each file.
 * @throws SettingError when a file exists and `force` is not set; EmbeddingsError when one cannot be created.
 */
export async function writeWholeFiles(
  files: readonly string[],
  { force }: { readonly force: boolean },
  write: (unfinished: readonly string[]) => Promise<void>,
): Promise<void> {
  checkNewFiles(files, { force });
  const unfinished = files.map((file) => `${file}.${randomUUID()}.tmp`);
  try {
    for (const [at, path] of unfinished.entries()) {
      await writeFile(path, '', { flag: 'wx' }).catch((error: unknown) => {
        throw new EmbeddingsError(
          `${files[at]} cannot be written: ${(error as Error).message}; choose another file`,
          { cause: error },
        );
      });
    }
    await write(unfinished);
    checkNewFiles(files, { force });
    for (const [at, path] of [...unfinished.entries()].reverse()) {
      await rename(path, files[at] ?? path);
    }
  } finally {
    // Those that were not renamed.
    for (const path of unfinished) await rm(path, { force: true }).catch(() => undefined);
  }
}
