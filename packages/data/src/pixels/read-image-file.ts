import { readFile } from 'node:fs/promises';

/** Larger files are refused, as several are in memory at the same time: 512 MiB. */
const LARGEST_FILE = 2 ** 29;

/**
 * Reads an image file.
 * @param bytes the size of the file.
 * @throws if it can't be read, is empty, or larger than 512 MiB.
 */
export async function readImageFile(path: string, bytes: number): Promise<Uint8Array> {
  if (bytes === 0) throw new Error('an empty file');
  if (bytes > LARGEST_FILE) throw new Error(`a file of ${bytes} bytes, more than ${LARGEST_FILE}`);
  return readFile(path);
}
