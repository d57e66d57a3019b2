import { crc32 } from 'node:zlib';

/**
 * Smallest block in bytes, except for the last one; large enough that the overhead of a `crc32` call doesn't
 * matter.
 */
const BLOCK_BYTES = 2 ** 16;

/** The number of images that share a checksum. */
export function imagesPerBlock(imageBytes: number): number {
  return Math.ceil(BLOCK_BYTES / imageBytes);
}

/** The number of checksums of a file. */
export function blockCount(images: number, imageBytes: number): number {
  return Math.ceil(images / imagesPerBlock(imageBytes));
}

/** Consecutive images in a file. */
export interface ImageRange {
  readonly first: number;
  readonly count: number;
}

/** Compares blocks of images with their checksums, each once. */
export interface BlockChecks {
  /**
   * The blocks with images in a range whose checksum is wrong, among those not verified yet.
   * @param read reads the images of a block.
   */
  readonly wrongBlocks: (
    range: ImageRange,
    read: (block: ImageRange) => Uint8Array,
  ) => ImageRange[];
}

/**
 * The checksums of a packed file.
 * @param checksums CRC-32 of each block.
 * @param images their number.
 */
export function createBlockChecks(
  checksums: Uint32Array,
  images: number,
  imageBytes: number,
): BlockChecks {
  const size = imagesPerBlock(imageBytes);
  const isRight = new Uint8Array(checksums.length);
  return {
    wrongBlocks: ({ first, count }, read) => {
      const wrong: ImageRange[] = [];
      const last = Math.floor((first + count - 1) / size);
      for (let block = Math.floor(first / size); block <= last; block++) {
        if (isRight[block] === 1) continue;
        const start = block * size;
        const range = { first: start, count: Math.min(size, images - start) };
        if (crc32(read(range)) === checksums[block]) isRight[block] = 1;
        else wrong.push(range);
      }
      return wrong;
    },
  };
}

/** How much of a file is damaged, and the first images of it. */
export function describeDamage(wrong: readonly ImageRange[], names: readonly string[]): string {
  const [{ first, count } = { first: 0, count: 0 }] = wrong;
  const name = (row: number) => names[row] ?? '';
  const images =
    count === 1
      ? `image ${first} (${name(first)})`
      : `images ${first} to ${first + count - 1} (${name(first)} to ${name(first + count - 1)})`;
  if (wrong.length === 1) return `the checksum of ${images} is wrong`;
  const all = wrong.reduce((sum, block) => sum + block.count, 0);
  return `the checksums of blocks with ${all} of its ${names.length} images are wrong, the first of ${images}`;
}
