import { closeSync, openSync, read, readSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { crc32 } from 'node:zlib';

import { DataFailure } from '../dataset/data-failure.js';
import {
  blockCount,
  createBlockChecks,
  describeDamage,
  type BlockChecks,
  type ImageRange,
} from './block-checksums.js';
import { isPackedStart, PACKED_MAGIC } from './packed-format.js';
import { parsePackedHeader, type PackedHeader } from './packed-header.js';

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

/** What a packed file says about its pixels. */
interface PackedContent {
  readonly header: PackedHeader;
  /** One per block of images; undefined in files of the previous format. */
  readonly checksums?: Uint32Array;
}

/** Reads all of a file except its pixels; undefined if a part is damaged. */
async function readContent(handle: FileHandle): Promise<PackedContent | undefined> {
  const { size } = await handle.stat();
  const start = Buffer.alloc(PACKED_MAGIC.length);
  if (!(await fill(handle, start, 0)) || !isPackedStart(start)) return undefined;
  const isChecked = start.equals(PACKED_MAGIC);
  const tail = Buffer.alloc(PACKED_MAGIC.length + (isChecked ? 8 : 4));
  if (size < start.length + tail.length) return undefined;
  if (!(await fill(handle, tail, size - tail.length))) return undefined;
  if (!tail.subarray(0, start.length).equals(start)) return undefined;
  const headerLength = tail.readUInt32LE(start.length);
  const headerStart = size - tail.length - headerLength;
  if (headerStart < start.length) return undefined;
  const headerBytes = Buffer.alloc(headerLength);
  if (!(await fill(handle, headerBytes, headerStart))) return undefined;
  const header = parsePackedHeader(headerBytes.toString());
  if (!header) return undefined;
  const images = header.names.length;
  const pixelEnd = start.length + images * imageBytesOf(header);
  const blocks = isChecked ? blockCount(images, imageBytesOf(header)) : 0;
  if (pixelEnd + 4 * blocks !== headerStart) return undefined;
  if (!isChecked) return { header };
  const sums = Buffer.alloc(4 * blocks);
  if (!(await fill(handle, sums, pixelEnd))) return undefined;
  if (crc32(headerBytes, crc32(sums)) !== tail.readUInt32LE(start.length + 4)) return undefined;
  return {
    header,
    checksums: Uint32Array.from({ length: blocks }, (_, at) => sums.readUInt32LE(4 * at)),
  };
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
  check: (rows: ImageRange, read: (block: ImageRange) => Uint8Array) => void,
): Required<Pick<PackedFile, 'readRows' | 'prefetchRows'>> {
  // Both functions refer to this object: the descriptor is closed once neither is referenced.
  const opened = { descriptor: openSync(file, 'r') };
  unheld.register(opened, opened.descriptor);
  const positionOf = (row: number) => PACKED_MAGIC.length + row * imageBytes;
  const readWhole = (target: Uint8Array, at: number, length: number, row: number) => {
    const bytesRead = readSync(opened.descriptor, target, at, length, positionOf(row));
    if (bytesRead < length) throw new DataFailure(`read: ${file} was truncated while in use`);
  };
  const readBlock = ({ first, count }: ImageRange) => {
    const block = new Uint8Array(count * imageBytes);
    readWhole(block, 0, block.length, first);
    return block;
  };
  return {
    readRows: (rows: ArrayLike<number>) => {
      const batch = new Uint8Array(rows.length * imageBytes);
      for (const { at, first, count } of stretchesOf(rows)) {
        check({ first, count }, readBlock);
        readWhole(batch, at * imageBytes, count * imageBytes, first);
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
 * Opens a packed file. Its header is not trusted: every length is checked against the file's size. Blocks of
 * images are compared with their checksums when they are read: when the file is opened, or, if it is streamed,
 * when an image of them is first needed.
 * @param key the key of the packed source, for a file of the cache; undefined for a file that the user named,
 * of any source.
 * @param options.memoryLimit in bytes; larger sets are streamed from the file.
 * @param options.onDamage called with what is damaged, as a sentence without its end.
 * @returns undefined if the file is missing, damaged or of another key.
 */
export async function openPackedFile(
  file: string,
  key: string | undefined,
  { memoryLimit = MEMORY_LIMIT, isNew = false, onDamage = () => undefined }: OpenPackedOptions = {},
): Promise<PackedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const content = await readContent(handle);
    if (!content) {
      onDamage('it is cut off, or the description of its images is damaged');
      return undefined;
    }
    const { header, checksums } = content;
    if (key !== undefined && header.key !== key) return undefined;
    const imageBytes = imageBytesOf(header);
    const images = header.names.length;
    const checks = checksums && createBlockChecks(checksums, images, imageBytes);
    const pixelBytes = images * imageBytes;
    if (pixelBytes > memoryLimit) {
      const check = requireIntact(file, header, checks, key !== undefined);
      return { header, streamed: true, ...rowsOfFile(file, imageBytes, check) };
    }
    const pixels = new Uint8Array(pixelBytes);
    if (!(await fill(handle, pixels, PACKED_MAGIC.length))) {
      onDamage('it is cut off');
      return undefined;
    }
    const read = ({ first, count }: ImageRange) =>
      pixels.subarray(first * imageBytes, (first + count) * imageBytes);
    const all = { first: 0, count: isNew ? 0 : images };
    const wrong = checks?.wrongBlocks(all, read) ?? [];
    if (wrong.length > 0) {
      onDamage(describeDamage(wrong, header.names));
      return undefined;
    }
    return { header, readRows: rowsOfMemory(pixels, imageBytes) };
  } finally {
    await handle.close();
  }
}

interface OpenPackedOptions {
  readonly memoryLimit?: number | undefined;
  /** This process has just written the file, so images in memory are not compared. */
  readonly isNew?: boolean;
  readonly onDamage?: (what: string) => void;
}

/**
 * Fails if images read from a streamed file are damaged; a file of the cache is also removed, so that it is
 * packed again.
 */
function requireIntact(
  file: string,
  { names }: PackedHeader,
  checks: BlockChecks | undefined,
  isCached: boolean,
): (rows: ImageRange, read: (block: ImageRange) => Uint8Array) => void {
  return (rows, read) => {
    const wrong = checks?.wrongBlocks(rows, read) ?? [];
    if (wrong.length === 0) return;
    if (isCached) rmSync(file, { force: true });
    const what = describeDamage(wrong.slice(0, 1), names);
    const remedy = isCached
      ? 'it was removed from the cache, and the images are packed again when they are next opened'
      : 'pack it again, or use another copy';
    throw new DataFailure(`read: ${file} is damaged: ${what}; ${remedy}`);
  };
}
