import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

import { InputError } from './input-error.js';
import { printable } from './printable.js';

/** The most that Node reads into one buffer: 2 GiB minus one byte. */
const LARGEST = 2 ** 31 - 1;

/**
 * Opens a file for reading if it is a file: a pipe, device or socket could be read forever, or not at all.
 * @returns its descriptor, which the caller closes, and its status.
 * @throws InputError for anything but a file, the error of the file system when it cannot be opened.
 * @example
 * ```ts
 * import { closeSync, writeFileSync } from 'node:fs';
 * import { openRegularFile } from '@jssl/settings/node';
 *
 * writeFileSync('notes.txt', 'two words');
 * const { descriptor, size } = openRegularFile('notes.txt');
 * closeSync(descriptor);
 * console.log(size); // 9
 * ```
 */
export function openRegularFile(path: string): {
  readonly descriptor: number;
  readonly size: number;
} {
  // Opening a pipe would wait for its writer. Windows has neither such pipes nor the flag.
  const { O_NONBLOCK: nonBlocking } = constants as { readonly O_NONBLOCK?: number };
  const descriptor = openSync(path, constants.O_RDONLY | (nonBlocking ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (status.isFile()) return { descriptor, size: status.size };
    throw new InputError(
      `${printable(path)} is ${kindOf(status)}, which cannot be read as a file; pass a file`,
    );
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Reads a whole file, if it is a file and not larger than expected.
 * @param options.largest most bytes. Default 2 GiB.
 * @throws InputError for anything but a file, and for a larger one; the error of the file system when it
 * cannot be read.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { readRegularFile } from '@jssl/settings/node';
 *
 * writeFileSync('notes.txt', 'two words');
 * console.log(readRegularFile('notes.txt').toString()); // two words
 * try {
 *   readRegularFile('notes.txt', { largest: 3 });
 * } catch (error) {
 *   console.log((error as Error).message); // notes.txt must have at most 3 bytes, got 9; pass another file
 * }
 * ```
 */
export function readRegularFile(
  path: string,
  { largest = LARGEST }: { readonly largest?: number } = {},
): Buffer {
  const { descriptor, size } = openRegularFile(path);
  try {
    if (size > largest) {
      throw new InputError(
        `${printable(path)} must have at most ${largest} bytes, got ${size}; pass another file`,
      );
    }
    const bytes = Buffer.allocUnsafe(size);
    let done = 0;
    while (done < size) {
      const read = readSync(descriptor, bytes, done, size - done, done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a named pipe';
  if (status.isSocket()) return 'a socket';
  return 'a device';
}
