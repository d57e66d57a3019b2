import type { ImageShape } from '../../dataset/image-shape.js';
import { tooLarge } from '../too-large.js';
import { addUp, joinBytes } from './tiff-predictors.js';
import { readTiffTags, type TiffTags } from './tiff-tags.js';
import { readerOf } from './tiff-values.js';
import { unpackTiff } from './unpack-tiff.js';

const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const STRIP_OFFSETS = 273;
const CHANNELS = 277;
const STRIP_HEIGHT = 278;
const STRIP_BYTES = 279;
const PLANAR = 284;
const PREDICTOR = 317;
const TILE_WIDTH = 322;
const TILE_HEIGHT = 323;
const TILE_OFFSETS = 324;
const TILE_BYTES = 325;
const EXTRA_CHANNELS = 338;
const FORMAT = 339;

/** The most strips or tiles; a large image has a few thousand. */
const MOST_CHUNKS = 2 ** 20;

/** The values of an image. */
export interface Samples extends ImageShape {
  /** C */
  readonly channels: number;
  /** 1 for gray, 3 for RGB, which come first. */
  readonly colors: number;
  /** Whether the channel after the colors is alpha. */
  readonly hasAlpha: boolean;
  /** Whether the lowest value is white. */
  readonly isInverted: boolean;
  /** [H, W, C] */
  readonly values: Uint16Array | Float32Array | Float64Array;
}

/** How the values of a TIFF are laid out. */
interface TiffLayout extends Omit<Samples, 'values'> {
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly format: number;
  readonly little: boolean;
  readonly compression: number;
  readonly predictor: number;
  /** Whether each channel is stored separately (planar). */
  readonly isPlanar: boolean;
  /** W and H of a strip or tile. */
  readonly chunk: ImageShape;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

function readLayout(bytes: Uint8Array): TiffLayout {
  const wanted = [
    ...[WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, STRIP_OFFSETS, CHANNELS, STRIP_HEIGHT],
    ...[STRIP_BYTES, PLANAR, PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_BYTES],
    ...[EXTRA_CHANNELS, FORMAT],
  ];
  const tags: TiffTags = readTiffTags(bytes, wanted, MOST_CHUNKS);
  const one = (tag: number, otherwise: number) => tags.get(tag)?.[0] ?? otherwise;
  const [width, height, channels] = [one(WIDTH, 0), one(HEIGHT, 0), one(CHANNELS, 1)];
  const isTiled = tags.has(TILE_OFFSETS);
  const bits = tags.get(BITS) ?? [1];
  if (bits.some((count) => count !== bits[0]))
    throw new Error('channels of different depth are not supported');
  return {
    ...{ width, height, channels, bits: bits[0] ?? 1, format: one(FORMAT, 1) },
    colors: one(PHOTOMETRIC, 1) === 2 ? 3 : 1,
    hasAlpha: [1, 2].includes(one(EXTRA_CHANNELS, 0)),
    isInverted: one(PHOTOMETRIC, 1) === 0,
    little: bytes[0] === 0x49,
    compression: one(COMPRESSION, 1),
    predictor: one(PREDICTOR, 1),
    isPlanar: one(PLANAR, 1) === 2 && channels > 1,
    chunk: isTiled
      ? { width: one(TILE_WIDTH, 0), height: one(TILE_HEIGHT, 0) }
      : { width, height: Math.min(one(STRIP_HEIGHT, height), height) },
    offsets: tags.get(isTiled ? TILE_OFFSETS : STRIP_OFFSETS) ?? [],
    byteCounts: tags.get(isTiled ? TILE_BYTES : STRIP_BYTES) ?? [],
  };
}

/**
 * Reads the values of the first image of a TIFF as they are stored: 1 to 64-bit integers and floating point, in
 * strips or tiles, uncompressed or compressed with Deflate, LZW, PackBits or Zstandard. (libvips, which decodes
 * all other images, has no 64-bit or packed values, and clips signed ones.) Two libraries were tried first.
 * geotiff 3.0.5 reads no 64-bit integers, misreads big-endian differencing and packed 12-bit RGB, and unpacks
 * strips without a limit (a 33 KB file took 2 GiB). tiff 7.1.3 has no BigTIFF, 32-bit integers, packed or
 * planar values, PackBits or Zstandard, and misreads signed and half-precision values and color tiles.
 * @param mostSamples larger images are refused before any memory is allocated for them.
 * @throws Error if the file is damaged, truncated, too large, or of another form.
 */
export function readTiffSamples(bytes: Uint8Array, mostSamples: number): Samples {
  const layout = readLayout(bytes);
  const { width, height, channels, chunk, bits, isPlanar } = layout;
  const { offsets, byteCounts, compression, predictor, little } = layout;
  const count = width * height * channels;
  if (!(count > 0 && chunk.width > 0 && chunk.height > 0))
    throw new Error('an image without pixels');
  const extra = channels - layout.colors;
  if (extra < 0 || (layout.colors === 1 && extra > 0 && !layout.hasAlpha)) {
    throw new Error(`images of ${channels} channels are not supported`);
  }
  if (count > mostSamples || chunk.width * chunk.height * channels > mostSamples) {
    throw tooLarge({ height, width }, mostSamples);
  }
  const across = Math.ceil(width / chunk.width);
  const chunksOfPlane = across * Math.ceil(height / chunk.height);
  const planes = isPlanar ? channels : 1;
  if (offsets.length < chunksOfPlane * planes || byteCounts.length < chunksOfPlane * planes) {
    throw new Error('the file ends before the last pixel');
  }
  const isWide = bits > 32 || (bits === 32 && layout.format !== 3);
  const values = isWide ? new Float64Array(count) : new Float32Array(count);
  const readValue = readerOf(layout);
  const perPixel = isPlanar ? 1 : channels;
  const rowBytes = Math.ceil((chunk.width * perPixel * bits) / 8);
  for (let index = 0; index < chunksOfPlane * planes; index++) {
    const plane = Math.floor(index / chunksOfPlane);
    const top = Math.floor((index % chunksOfPlane) / across) * chunk.height;
    const left = ((index % chunksOfPlane) % across) * chunk.width;
    const rows = Math.min(chunk.height, height - top);
    const start = offsets[index] ?? 0;
    const packed = bytes.subarray(start, start + (byteCounts[index] ?? 0));
    let unpacked = unpackTiff(packed, compression, {
      least: rowBytes * rows,
      most: rowBytes * chunk.height,
    });
    if (predictor > 1) unpacked = Uint8Array.from(unpacked);
    const view = new DataView(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
    for (let row = 0; row < rows; row++) {
      const line = unpacked.subarray(row * rowBytes, (row + 1) * rowBytes);
      if (predictor === 2) addUp(line, bits >> 3, perPixel, little);
      if (predictor === 3) joinBytes(line, bits >> 3, perPixel, little);
      for (let column = 0; column < Math.min(chunk.width, width - left); column++) {
        for (let channel = 0; channel < perPixel; channel++) {
          const to = ((top + row) * width + left + column) * channels + plane + channel;
          values[to] = readValue(unpacked, view, column * perPixel + channel, row * rowBytes * 8);
        }
      }
    }
  }
  const { colors, hasAlpha, isInverted } = layout;
  return { width, height, channels, colors, hasAlpha, isInverted, values };
}
