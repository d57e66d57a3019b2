import sharp, { type Sharp } from 'sharp';

import { reasonOf } from '../dataset/reason-of.js';

/** H and W of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
}

/** Images with more pixels are refused: 2^27, a square of 11,585, larger than camera images. */
const MOST_PIXELS = 2 ** 27;

/** The first bytes of the supported formats: PNG, JPEG, GIF, TIFF; WebP, AVIF. */
const signature = /^(\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|II\+\0|MM\0\+|RIFF....WEBP|....ftyp)/s;

/** Opens an image, but rejects other kinds of files that libvips can read, such as SVG. */
function openImage(bytes: Uint8Array): Sharp {
  if (!signature.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'))) {
    throw new Error('Input buffer contains unsupported image format');
  }
  return sharp(bytes, { failOn: 'error', autoOrient: true, limitInputPixels: MOST_PIXELS });
}

/** The size of an image after its EXIF rotation, read from the header. */
export async function measureImage(bytes: Uint8Array): Promise<ImageShape> {
  const { autoOrient } = await openImage(bytes).metadata();
  return autoOrient;
}

/**
 * Decodes an image of any color space and depth to 8-bit sRGB: the first frame, rotated according to its
 * EXIF tag, transparent parts on white, resized (Lanczos, antialiased) to cover the shape, and cropped
 * about the center.
 * @param bytes of the file.
 * @returns pixels [H, W, 3].
 * @throws if the file is not an image, is damaged or truncated, or has more than 2^27 pixels.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { height, width }: ImageShape,
): Promise<Uint8Array> {
  return openImage(bytes)
    .flatten({ background: 'white' })
    .resize(width, height, { fit: 'cover' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch((error: unknown) => {
      const reason = reasonOf(error);
      if (/ (exceeds|unsupported) /.test(reason)) throw error;
      // The wording of libvips's message depends on what else it is decoding.
      throw new Error(`damaged or cut off (${reason.replace(/:$/, '')})`);
    });
}
