import type { ImageShape } from '../pixels/decode-image.js';

const ROWS = 8;
const COLUMNS = 9;

/**
 * The difference hash of an image (N. Krawetz, 2013): brightness is averaged over 9 columns by 8 rows, and
 * each bit tells whether the right neighbor is brighter. Small changes of size, brightness and compression
 * change few bits.
 * @param pixels [H, W, C]
 * @returns 64 bits, as two 32-bit numbers.
 */
export function perceptualHash(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape & { readonly channels: number },
): [high: number, low: number] {
  const sums = new Float64Array(ROWS * COLUMNS);
  const counts = new Float64Array(ROWS * COLUMNS);
  for (let row = 0, at = 0; row < height; row++) {
    const cellRow = Math.floor((row * ROWS) / height) * COLUMNS;
    for (let column = 0; column < width; column++) {
      const cell = cellRow + Math.floor((column * COLUMNS) / width);
      counts[cell] = (counts[cell] ?? 0) + channels;
      for (let channel = 0; channel < channels; channel++, at++) {
        sums[cell] = (sums[cell] ?? 0) + (pixels[at] ?? 0);
      }
    }
  }
  const bits: [number, number] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      const cell = row * COLUMNS + column;
      const mean = (which: number) => (sums[which] ?? 0) / (counts[which] || 1);
      const half = row < ROWS / 2 ? 0 : 1;
      bits[half] = (bits[half] << 1) | (mean(cell + 1) > mean(cell) ? 1 : 0);
    }
  }
  return [bits[0] | 0, bits[1] | 0];
}

/** The number of set bits among 32. */
export function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
