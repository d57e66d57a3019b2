import { readFile } from 'node:fs/promises';

import sharp, { type Sharp } from 'sharp';

/** H and W of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
}

/** Opens an image from its bytes: libvips would answer from its cache for a path it has seen before. */
async function openImage(path: string): Promise<Sharp> {
  return sharp(await readFile(path), { failOn: 'error', autoOrient: true });
}

/** The size of an image as it is looked at (after its EXIF rotation), from its header alone. */
export async function measureImage(path: string): Promise<ImageShape> {
  const { autoOrient } = await (await openImage(path)).metadata();
  return autoOrient;
}

/**
 * Decodes an image of any colour space and depth to 8-bit sRGB: the first frame, rotated as its EXIF
 * tag says, on white where it is transparent, resized (Lanczos, antialiased) so that it covers the
 * shape, and cropped about its centre.
 * @returns pixels [H, W, 3].
 * @throws if the file is not an image, is damaged or ends too soon.
 */
export async function decodeImage(
  path: string,
  { height, width }: ImageShape,
): Promise<Uint8Array> {
  return (await openImage(path))
    .flatten({ background: 'white' })
    .resize(width, height, { fit: 'cover' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}
