import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts a file into its place whole, and on the disk, before it returns: it is written beside, flushed
 * and renamed. When that fails, on a full disk for one, the file that was there is as it was, and what
 * was written beside it is gone.
 * @throws what the file system says.
 */
export function replaceFile(folder: string, name: string, content: string | Uint8Array): void {
  const temporary = join(folder, `.${name}.tmp`);
  try {
    writeFlushed(temporary, typeof content === 'string' ? Buffer.from(content) : content);
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(folder);
}

function writeFlushed(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'w');
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a renaming last through a power cut, where the system lets a folder be opened. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
