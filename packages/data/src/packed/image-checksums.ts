import { crc32 } from 'node:zlib';

/** Compares images with their checksums when they are first read. */
export interface ImageChecks {
  /** The rows whose checksum is wrong among images that lie one after another. @param first row. */
  readonly wrongRows: (pixels: Uint8Array, first: number) => number[];
}

/**
 * Checks of the images of a packed file, each of which is compared once.
 * @param checksums CRC-32 of each image.
 */
export function createImageChecks(checksums: Uint32Array, imageBytes: number): ImageChecks {
  const isRight = new Uint8Array(checksums.length);
  return {
    wrongRows: (pixels, first) => {
      const wrong: number[] = [];
      for (let at = 0; at * imageBytes < pixels.length; at++) {
        const row = first + at;
        if (isRight[row] === 1) continue;
        const image = pixels.subarray(at * imageBytes, (at + 1) * imageBytes);
        if (crc32(image) === checksums[row]) isRight[row] = 1;
        else wrong.push(row);
      }
      return wrong;
    },
  };
}

/** How many of the images of a file are damaged, and the first of them. */
export function describeDamage(wrong: readonly number[], names: readonly string[]): string {
  const [first = 0] = wrong;
  const image = `image ${first} (${names[first] ?? ''})`;
  if (wrong.length === 1) return `the checksum of ${image} is wrong`;
  return `the checksums of ${wrong.length} of its ${names.length} images are wrong, the first of ${image}`;
}
