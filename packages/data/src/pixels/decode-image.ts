import sharp, { type Sharp } from 'sharp';

import { reasonOf } from '../dataset/reason-of.js';
import { kindOfFile, nameOfKind, type FileKind } from '../files/kinds/kind-of-file.js';
import { imageKinds, whyNotRead } from '../files/kinds/why-not-read.js';
import { decodeBmp, measureBmp } from './decode-bmp.js';
import { decodeHeic, measureHeic } from './decode-heic.js';
import { deepSamplesOf, type DeepSamples } from './samples/deep-samples.js';
import type { ImageShape } from '../dataset/image-shape.js';
import { ownMessage } from './own-message.js';
import { addValuesOf, readSamples } from './samples/read-samples.js';
import { scaleSamples } from './samples/scale-samples.js';
import { tooLarge } from './too-large.js';
import { UsedValues } from './samples/used-values.js';
import { measureTiff, turnTiff } from './tiff/tiff-orientation.js';
import { foreignColorsOf, hasAllTags } from './tiff/tiff-tags.js';
import { FULL_UINT16, scaleOf, type ValueRange } from '../dataset/value-range.js';

export type { ImageShape } from '../dataset/image-shape.js';

/** Images with more pixels are refused: 2^27, a square of 11,585, larger than camera images. */
const MOST_PIXELS = 2 ** 27;

/** How to decode images of more than 8 bits. */
export interface DeepDecoding {
  /** The range to scale an image by. Default: what the image itself states or uses. */
  readonly rangeOf?: (samples: DeepSamples, bytes: Uint8Array) => Promise<ValueRange>;
  /** Called for an image with invalid values: NaN, infinite, or one that marks missing pixels. */
  readonly onUnknown?: (values: ReadonlySet<number>) => void;
}

const openBytes = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { failOn: 'error', autoOrient: true, limitInputPixels: MOST_PIXELS });

/** The range for a single image. */
async function ownRange(samples: DeepSamples, bytes: Uint8Array): Promise<ValueRange> {
  const used = new UsedValues();
  await addValuesOf(bytes, samples, used);
  return scaleOf(samples.type, used.range() ?? [0, 1]);
}

/** Opens an image of a supported kind; other kinds that libvips could read, such as SVG, are refused. */
async function openImage(bytes: Uint8Array, deep: DeepDecoding): Promise<Sharp> {
  const kind = kindOfFile(bytes);
  if (!imageKinds.has(kind)) throw new Error(whyNotRead(kind));
  if (kind === 'bmp' || kind === 'heic') {
    const decode = kind === 'bmp' ? decodeBmp : decodeHeic;
    const { height, width, pixels } = await decode(bytes, MOST_PIXELS);
    return sharp(pixels, { raw: { height, width, channels: 4 } });
  }
  const samples = deepSamplesOf(bytes);
  if (!samples) return openBytes(bytes);
  const range = await (deep.rangeOf ?? ownRange)(samples, bytes);
  const isFull = range[0] === FULL_UINT16[0] && range[1] === FULL_UINT16[1];
  // libvips scales by the full range.
  if (samples.type === 'uint16' && isFull && !samples.isForeign) return openBytes(bytes);
  const values = await readSamples(bytes);
  const { pixels, channels, unknown } = scaleSamples(values, range, samples);
  if (unknown.size > 0) deep.onUnknown?.(unknown);
  const { height, width } = values;
  const image = sharp(pixels, { raw: { height, width, channels } });
  return kind === 'tiff' ? turnTiff(bytes, image) : image;
}

/** The size of an image after its EXIF rotation, read from the header. */
export async function measureImage(bytes: Uint8Array): Promise<ImageShape> {
  const kind = kindOfFile(bytes);
  if (!imageKinds.has(kind)) throw new Error(whyNotRead(kind));
  const shape = await measureKind(bytes, kind);
  if (shape.height * shape.width > MOST_PIXELS) throw tooLarge(shape, MOST_PIXELS);
  return shape;
}

async function measureKind(bytes: Uint8Array, kind: FileKind): Promise<ImageShape> {
  if (kind === 'bmp') return measureBmp(bytes);
  if (kind === 'heic') return measureHeic(bytes);
  if (kind === 'tiff' && deepSamplesOf(bytes)) return measureTiff(bytes);
  return (await sharp(bytes, { failOn: 'error', limitInputPixels: false }).metadata()).autoOrient;
}

/**
 * Decodes an image of any color space and depth to 8-bit sRGB: the first frame or page, rotated according to
 * its EXIF tag, transparent parts on white, resized (Lanczos, antialiased) to cover the shape, and cropped
 * about the center. Images of more than 8 bits are scaled by a range of values.
 * @param bytes of the file.
 * @returns pixels [H, W, 3].
 * @throws if the file is not an image, is damaged or truncated, or has more than 2^27 pixels.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { height, width }: ImageShape,
  deep: DeepDecoding = {},
): Promise<Uint8Array> {
  try {
    const image = await openImage(bytes, deep);
    const pixels = await image
      .flatten({ background: 'white' })
      .resize(width, height, { fit: 'cover' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
    if (pixels.length === height * width * 3) return pixels;
    throw new Error(`${pixels.length / (height * width)} channels are not supported`);
  } catch (error) {
    // libvips doesn't say how large an image is.
    if (/exceeds pixel limit/.test((error as Error).message)) await measureImage(bytes);
    throw explained(error, bytes);
  }
}

/** Says whether a file is damaged, or intact but unsupported. */
function explained(error: unknown, bytes: Uint8Array): unknown {
  const kind = kindOfFile(bytes);
  const reason = reasonOf(new Error(ownMessage(error, kind))).replace(/:$/, '');
  if (!imageKinds.has(kind) || / exceeds |which is not supported/.test(reason)) return error;
  if (kind === 'tiff' && !hasAllTags(bytes)) {
    return new Error('damaged or cut off (the file ends before its last tag)');
  }
  const space = kind === 'tiff' ? foreignColorsOf(bytes) : undefined;
  if (space !== undefined) {
    return new Error(
      `${nameOfKind(kind)} whose colors are not supported (${space}); convert it to PNG`,
    );
  }
  if (
    /not configured|not supported|unsupported|not implemented|must have 1 or 4|samples out of|not a whole number/i.test(
      reason,
    )
  ) {
    return new Error(
      `${nameOfKind(kind)} in a form that is not supported (${reason}); convert it to PNG`,
    );
  }
  const isTelling = !/^unknown error$/i.test(reason);
  return new Error(`damaged or cut off${isTelling ? ` (${reason})` : ''}`);
}
