import type { ImageShape } from '../dataset/image-shape.js';
import { pngOf } from './image-file.js';

/** White pixels between images. */
const GAP = 4;
/** Smaller images are enlarged to this. */
const LEAST_SIDE = 64;

/**
 * Draws images in rows, as a PNG; small ones are enlarged by a whole factor.
 * @param pixels [N, H, W, C], C 1 or 3.
 * @param columns images per row.
 * @returns the bytes of the PNG.
 * @example
 * ```ts
 * import { contactSheet } from '@jssl/data';
 *
 * const pixels = new Uint8Array(6 * 32 * 32 * 3).fill(128); // [N, H, W, C]
 * const png = await contactSheet(pixels, { height: 32, width: 32, channels: 3 }, 3);
 * console.log(Buffer.from(png).toString('latin1', 1, 4)); // PNG
 * ```
 */
export async function contactSheet(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape & { readonly channels: number },
  columns: number,
): Promise<Uint8Array> {
  const factor = Math.max(1, Math.ceil(LEAST_SIDE / Math.min(height, width)));
  const count = pixels.length / (height * width * channels);
  const rows = Math.ceil(count / columns);
  const pitch = { across: width * factor + GAP, down: height * factor + GAP };
  const sheet = { width: columns * pitch.across + GAP, height: rows * pitch.down + GAP };
  const canvas = new Uint8Array(sheet.width * sheet.height * 3).fill(255);
  for (let index = 0; index < count; index++) {
    const left = GAP + (index % columns) * pitch.across;
    const top = GAP + Math.floor(index / columns) * pitch.down;
    for (let row = 0; row < height * factor; row++) {
      for (let column = 0; column < width * factor; column++) {
        const pixel = Math.floor(row / factor) * width + Math.floor(column / factor);
        const from = (index * height * width + pixel) * channels;
        const to = ((top + row) * sheet.width + left + column) * 3;
        for (let channel = 0; channel < 3; channel++) {
          canvas[to + channel] = pixels[from + Math.min(channel, channels - 1)] ?? 0;
        }
      }
    }
  }
  return pngOf(canvas, sheet);
}
