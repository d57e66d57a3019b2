import { stat } from 'node:fs/promises';

import sharp from 'sharp';

import { DataError } from '../dataset/data-error.js';
import { reasonOf } from '../dataset/reason-of.js';
import { decodeImage, measureImage } from './decode-image.js';
import { readImageFile } from './read-image-file.js';

/** How to draw an image file. */
export interface DrawOptions {
  /** Most pixels of the longer side; smaller images keep their size. Default 128. */
  readonly side?: number;
  /** Quality of the WebP, from 1 to 100. Default 70. */
  readonly quality?: number;
}

/**
 * Draws the whole image in a file as a WebP, in any format that a folder of images may have.
 * @returns the bytes of the WebP.
 * @throws DataError if it can't be read, is not an image, or is damaged.
 * @example
 * ```ts
 * import { drawImageFile } from '@jssl/data';
 *
 * const webp = await drawImageFile('photos/red/0.png', { side: 4 });
 * console.log(Buffer.from(webp).toString('latin1', 8, 12)); // WEBP
 * ```
 */
export async function drawImageFile(
  path: string,
  { side = 128, quality = 70 }: DrawOptions = {},
): Promise<Uint8Array> {
  try {
    const bytes = await readImageFile(path, (await stat(path)).size);
    const size = await measureImage(bytes);
    const factor = Math.min(1, side / Math.max(size.height, size.width));
    const scaled = (pixels: number) => Math.max(1, Math.round(pixels * factor));
    const shape = { height: scaled(size.height), width: scaled(size.width) };
    const pixels = await decodeImage(bytes, shape);
    return await sharp(pixels, { raw: { ...shape, channels: 3 } })
      .webp({ quality })
      .toBuffer();
  } catch (error) {
    throw new DataError(`drawImageFile: ${path} can't be read as an image: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
