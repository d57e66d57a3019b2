import { stat } from 'node:fs/promises';

import sharp from 'sharp';

import { DataError } from './data-error.js';
import { decodeImage, type ImageShape } from './decode-image.js';
import { readImageFile } from './read-image-file.js';
import { reasonOf } from './reason-of.js';

/**
 * One image file, decoded as those of a folder are: 8-bit sRGB, resized so that it covers the shape, and
 * cropped about its centre.
 * @returns pixels [H, W, 3].
 * @throws DataError if it can't be read, is no image or damaged.
 */
export async function readImage(path: string, shape: ImageShape): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    return await decodeImage(await readImageFile(path, size), shape);
  } catch (error) {
    throw new DataError(`readImage: ${path} can't be read as an image: ${reasonOf(error)}`);
  }
}

/**
 * Pixels as the bytes of a PNG.
 * @param pixels [H, W, C], 8 bits, C 1 or 3.
 */
export async function pngOf(
  pixels: Uint8Array,
  { height, width }: ImageShape,
): Promise<Uint8Array> {
  const channels = pixels.length === height * width ? 1 : 3;
  return sharp(pixels, { raw: { height, width, channels } }).png().toBuffer();
}
