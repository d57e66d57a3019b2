import { closeSync, openSync, read, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';

import { DataFailure } from '../dataset/data-failure.js';
import { parsePackedHeader, type PackedHeader } from './packed-header.js';
import { PACKED_MAGIC, PACKED_TAIL_LENGTH } from './write-packed-file.js';

/** The most bytes of pixels to keep in memory: 2 GiB, or a quarter of the machine's memory if less. */
const MEMORY_LIMIT = Math.min(2 ** 31, totalmem() / 4);
/** Most systems read at most 2 GiB at once. */
const LARGEST_READ = 2 ** 28;

/** A packed file whose pixels can be read. */
export interface PackedFile {
  readonly header: PackedHeader;
  /** Present if the pixels are not in memory. */
  readonly streamed?: true;
  /** The images of these rows, concatenated; the rows must exist. */
  readonly readRows: (rows: ArrayLike<number>) => Uint8Array;
  /** Starts loading rows into the system's cache; absent if the pixels are in memory. */
  readonly prefetchRows?: (rows: ArrayLike<number>) => void;
}

/** Fills `target` from a position in a file; false if the file is too short. */
async function fill(handle: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  for (let done = 0; done < target.length;) {
    const length = Math.min(LARGEST_READ, target.length - done);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

const imageBytesOf = ({ about }: PackedHeader) => about.height * about.width * about.channels;

async function readHeader(handle: FileHandle): Promise<PackedHeader | undefined> {
  const { size } = await handle.stat();
  if (size < PACKED_MAGIC.length + PACKED_TAIL_LENGTH) return undefined;
  const start = Buffer.alloc(PACKED_MAGIC.length);
  const tail = Buffer.alloc(PACKED_TAIL_LENGTH);
  const isRead = (await fill(handle, start, 0)) && (await fill(handle, tail, size - tail.length));
  if (!isRead || !start.equals(PACKED_MAGIC)) return undefined;
  if (!tail.subarray(0, PACKED_MAGIC.length).equals(PACKED_MAGIC)) return undefined;
  const headerLength = tail.readUInt32LE(PACKED_MAGIC.length);
  const pixelBytes = size - PACKED_MAGIC.length - headerLength - PACKED_TAIL_LENGTH;
  if (pixelBytes < 0) return undefined;
  const headerBytes = Buffer.alloc(headerLength);
  if (!(await fill(handle, headerBytes, PACKED_MAGIC.length + pixelBytes))) return undefined;
  const header = parsePackedHeader(headerBytes.toString());
  if (!header) return undefined;
  return header.names.length * imageBytesOf(header) === pixelBytes ? header : undefined;
}

/** Reads rows from pixels in memory. */
function rowsOfMemory(pixels: Uint8Array, imageBytes: number): PackedFile['readRows'] {
  return (rows) => {
    const batch = new Uint8Array(rows.length * imageBytes);
    for (let at = 0; at < rows.length; at++) {
      const start = (rows[at] ?? 0) * imageBytes;
      batch.set(pixels.subarray(start, start + imageBytes), at * imageBytes);
    }
    return batch;
  };
}

/** Closes the descriptor when its readers are garbage collected. */
const unheld = new FinalizationRegistry<number>((descriptor) => {
  closeSync(descriptor);
});

/** Consecutive rows of the file that are also consecutive in a list. */
interface Stretch {
  /** The index of the first in the list. */
  readonly at: number;
  readonly first: number;
  readonly count: number;
}

function* stretchesOf(rows: ArrayLike<number>): Generator<Stretch, void, undefined> {
  for (let at = 0; at < rows.length;) {
    const first = rows[at] ?? 0;
    let count = 1;
    while (at + count < rows.length && rows[at + count] === first + count) count++;
    yield { at, first, count };
    at += count;
  }
}

/**
 * Reads rows from a file, consecutive ones together. The file stays open, so that it can be read even if
 * another process deletes it from the cache.
 */
function rowsOfFile(
  file: string,
  imageBytes: number,
): Required<Pick<PackedFile, 'readRows' | 'prefetchRows'>> {
  // Both functions refer to this object: the descriptor is closed once neither is referenced.
  const opened = { descriptor: openSync(file, 'r') };
  unheld.register(opened, opened.descriptor);
  const positionOf = (row: number) => PACKED_MAGIC.length + row * imageBytes;
  return {
    readRows: (rows: ArrayLike<number>) => {
      const batch = new Uint8Array(rows.length * imageBytes);
      for (const { at, first, count } of stretchesOf(rows)) {
        const length = count * imageBytes;
        const position = positionOf(first);
        const bytesRead = readSync(opened.descriptor, batch, at * imageBytes, length, position);
        if (bytesRead < length) throw new DataFailure(`read: ${file} was truncated while in use`);
      }
      return batch;
    },
    prefetchRows: (rows: ArrayLike<number>) => {
      for (const { first, count } of stretchesOf(rows)) {
        const target = new Uint8Array(count * imageBytes);
        // The callback keeps the descriptor open.
        read(opened.descriptor, target, 0, target.length, positionOf(first), () => opened);
      }
    },
  };
}

/**
 * Opens a packed file. Its header is not trusted: every length is checked against the file's size.
 * @param key the key of the packed source; undefined accepts any source.
 * @param memoryLimit in bytes; larger sets are streamed from the file.
 * @returns undefined if the file is missing, damaged or of another key.
 */
export async function openPackedFile(
  file: string,
  key: string | undefined,
  memoryLimit = MEMORY_LIMIT,
): Promise<PackedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const header = await readHeader(handle);
    if (!header || (key !== undefined && header.key !== key)) return undefined;
    const imageBytes = imageBytesOf(header);
    const pixelBytes = header.names.length * imageBytes;
    if (pixelBytes > memoryLimit) {
      return { header, streamed: true, ...rowsOfFile(file, imageBytes) };
    }
    const pixels = new Uint8Array(pixelBytes);
    if (!(await fill(handle, pixels, PACKED_MAGIC.length))) return undefined;
    return { header, readRows: rowsOfMemory(pixels, imageBytes) };
  } finally {
    await handle.close();
  }
}
