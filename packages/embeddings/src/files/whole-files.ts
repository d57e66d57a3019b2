import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

import { checkNewFiles } from '@jssl/settings/node';

import { EmbeddingsError } from './embeddings-error.js';

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
    // Remove the files that were not renamed.
    for (const path of unfinished) await rm(path, { force: true }).catch(() => undefined);
  }
}
