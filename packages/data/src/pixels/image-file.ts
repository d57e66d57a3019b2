import { stat } from 'node:fs/promises';

import sharp from 'sharp';

import { DataError } from '../dataset/data-error.js';
import { reasonOf } from '../dataset/reason-of.js';
import { ImageDecoder, type DeepOptions } from './image-decoder.js';
import type { ImageShape } from '../dataset/image-shape.js';
import { readImageFile } from './read-image-file.js';

/**
 * Decodes one image file like those of a folder: 8-bit sRGB, resized to cover the shape, and cropped about
 * the center.
 * @param ranges how to scale images of more than 8 bits: an object with `valueRanges`, such as the data set that an encoder
 * was trained on. Default: by what the image states or uses.
 * @returns pixels [H, W, 3].
 * @throws DataError if it can't be read, is not an image, or is damaged.
 * @example
 * ```ts
 * import { readImage } from '@jssl/data';
 *
 * const pixels = await readImage('photos/red/0.png', { height: 2, width: 2 }); // [2, 2, 3]
 * console.log(pixels.length, [...pixels.subarray(0, 3)]); // 12 [ 220, 0, 90 ]
 * ```
 */
export async function readImage(
  path: string,
  shape: ImageShape,
  ranges: DeepOptions = {},
): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    return await decodeOne(await readImageFile(path, size), shape, ranges);
  } catch (error) {
    throw new DataError(`readImage: ${path} can't be read as an image: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * {@link readImage} of an image in memory, such as one that was dropped on a page.
 * @param bytes of an image file.
 * @returns pixels [H, W, 3].
 * @throws DataError if it is not an image, or is damaged.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readImageBytes } from '@jssl/data';
 *
 * const pixels = await readImageBytes(readFileSync('photos/red/0.png'), { height: 2, width: 2 });
 * console.log(pixels.length, pixels[0]); // 12 220
 * ```
 */
export async function readImageBytes(
  bytes: Uint8Array,
  shape: ImageShape,
  ranges: DeepOptions = {},
): Promise<Uint8Array> {
  try {
    return await decodeOne(bytes, shape, ranges);
  } catch (error) {
    throw new DataError(`readImageBytes: the picture can't be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function decodeOne(bytes: Uint8Array, shape: ImageShape, ranges: DeepOptions): Promise<Uint8Array> {
  const decoder = new ImageDecoder(ranges, async function* () {
    yield await Promise.resolve(bytes);
  });
  return decoder.decode(bytes, shape);
}

/**
 * Encodes pixels as a PNG.
 * @param pixels [H, W, C], 8 bits, C 1 or 3.
 * @returns the bytes of the PNG.
 * @example
 * ```ts
 * import { pngOf } from '@jssl/data';
 *
 * const gray = Uint8Array.of(0, 255, 255, 0); // [H, W, C]
 * const png = await pngOf(gray, { height: 2, width: 2 });
 * console.log(Buffer.from(png).toString('latin1', 1, 4)); // PNG
 * ```
 */
export async function pngOf(
  pixels: Uint8Array,
  { height, width }: ImageShape,
): Promise<Uint8Array> {
  const channels = pixels.length === height * width ? 1 : 3;
  return sharp(pixels, { raw: { height, width, channels } }).png().toBuffer();
}

/**
 * Encodes pixels as a WebP that loses a little detail, for pages with many pictures.
 * @param pixels [H, W, C], 8 bits, C 1 or 3.
 * @returns the bytes of the WebP.
 * @example
 * ```ts
 * import { webpOf } from '@jssl/data';
 *
 * const gray = Uint8Array.of(0, 255, 255, 0); // [H, W, C]
 * const webp = await webpOf(gray, { height: 2, width: 2 });
 * console.log(Buffer.from(webp).toString('latin1', 8, 12)); // WEBP
 * ```
 */
export async function webpOf(
  pixels: Uint8Array,
  { height, width }: ImageShape,
): Promise<Uint8Array> {
  const channels = pixels.length === height * width ? 1 : 3;
  return sharp(pixels, { raw: { height, width, channels } }).webp({ quality: 80 }).toBuffer();
}
