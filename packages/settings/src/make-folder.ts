import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and those above it, and flushes their entries to the disk. Node's recursive `mkdir` never
 * returns on file systems such as `/proc`, where a folder can neither be found nor created.
 * @throws the error of the file system.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { makeFolder } from '@jssl/settings/node';
 *
 * makeFolder('notes/2026/may');
 * console.log(existsSync('notes/2026/may')); // true
 * ```
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it.
    const isFolder = existsSync(folder) && statSync(folder).isDirectory();
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder) throw error;
  }
  flushFolder(parent);
}

/** Makes new and renamed files in a folder survive a power cut. Windows cannot open a folder. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let descriptor;
  try {
    descriptor = openSync(folder, 'r');
  } catch (error) {
    // A folder that can be written but not read.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // File systems such as some network ones don't flush folders.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  } finally {
    closeSync(descriptor);
  }
}
