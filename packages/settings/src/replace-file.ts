import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { flushFolder } from './make-folder.js';

/**
 * Writes a file as a whole: into `.NAME.tmp` in the same folder, which is then renamed. When that fails,
 * for example on a full disk, the earlier file is unchanged and the temporary one is removed.
 * @param options.flush wait until the content is on the disk, so that it survives a power cut. Default true.
 * @throws the error of the file system.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { replaceFile } from '@jssl/settings/node';
 *
 * replaceFile('notes.txt', 'all or nothing');
 * console.log(readFileSync('notes.txt', 'utf8')); // all or nothing
 * ```
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { flush = true }: { readonly flush?: boolean } = {},
): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.tmp`);
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
      if (flush) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (flush) flushFolder(folder);
}
