import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';

import { EmbeddingsError } from './embeddings-error.js';

/**
 * Checks, before any work is done, that files can be written without replacing others unasked.
 * @param force that files which exist may be replaced.
 * @param flag by which another file is given.
 * @throws EmbeddingsError when one of the files exists and `force` is not given.
 * @example
 * ```ts
 * import { checkNewFiles, embeddingFiles } from '@jssl/embeddings';
 *
 * // Before the work begins: nothing that exists will be replaced without being asked to.
 * checkNewFiles(embeddingFiles('features.npy', 'npy'), false);
 * console.log('both are new'); // both are new
 * ```
 */
export function checkNewFiles(files: readonly string[], force: boolean, flag = '--out'): void {
  const there = force ? undefined : files.find((file) => existsSync(file));
  if (there === undefined) return;
  throw new EmbeddingsError(`${there} exists; give another ${flag} or --force to replace it`);
}

/**
 * Writes files that are there whole or not at all: beside their places, and renamed into them when all
 * are written, the first one last.
 * @param write gets a path for each of the files.
 * @throws EmbeddingsError when a file exists and `force` is not given, or can't be made.
 */
export async function writeWholeFiles(
  files: readonly string[],
  force: boolean,
  write: (unfinished: readonly string[]) => Promise<void>,
): Promise<void> {
  checkNewFiles(files, force);
  const unfinished = files.map((file) => `${file}.${randomUUID()}.tmp`);
  try {
    for (const [at, path] of unfinished.entries()) {
      await writeFile(path, '', { flag: 'wx' }).catch((error: unknown) => {
        throw new EmbeddingsError(
          `${files[at]} can't be written: ${(error as Error).message}; give another --out`,
        );
      });
    }
    await write(unfinished);
    checkNewFiles(files, force);
    for (const [at, path] of [...unfinished.entries()].reverse()) {
      await rename(path, files[at] ?? path);
    }
  } finally {
    // Whatever was not renamed.
    for (const path of unfinished) await rm(path, { force: true }).catch(() => undefined);
  }
}
