/**
 * Outcomes of test images, one bit each, as base64 text: 10,000 take 1.7 kB.
 * @param right 1 for each image [N] that was classified correctly, else 0.
 */
export function encodeOutcomes(right: ArrayLike<number>): string {
  const bytes = new Uint8Array(Math.ceil(right.length / 8));
  for (let image = 0; image < right.length; image++) {
    if (right[image]) bytes[image >> 3] = (bytes[image >> 3] ?? 0) | (1 << (image & 7));
  }
  return Buffer.from(bytes).toString('base64');
}

/**
 * The outcomes of N test images from a record: 1 for each that was classified correctly, else 0.
 * @param bits as in `outcomes` of `comparison.json`.
 * @param images N
 * @throws RangeError if the text has outcomes of another number of images.
 * @example
 * ```ts
 * import { decodeOutcomes } from '@jssl/trainer';
 *
 * console.log(decodeOutcomes('BQ==', 4)); // [ 1, 0, 1, 0 ]
 * ```
 */
export function decodeOutcomes(bits: string, images: number): number[] {
  const bytes = Buffer.from(bits, 'base64');
  if (bytes.length !== Math.ceil(images / 8)) {
    throw new RangeError(
      `decodeOutcomes: bits must be those of ${images} images, ${Math.ceil(images / 8)} bytes, got ${bytes.length}`,
    );
  }
  return Array.from(
    { length: images },
    (_, image) => ((bytes[image >> 3] ?? 0) >> (image & 7)) & 1,
  );
}
