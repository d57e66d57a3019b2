import type { ImageShape } from '../dataset/image-shape.js';
import { tooLarge } from './too-large.js';

/** Pixels of a BMP, top row first. */
export interface Bitmap extends ImageShape {
  /** [H, W, 4], red, green, blue, alpha. */
  readonly pixels: Uint8Array;
}

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** The parts of a BMP's headers. */
interface BmpHeader extends ImageShape {
  readonly isBottomUp: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Bit masks of red, green, blue and alpha. */
  readonly masks: readonly number[];
  /** Red, green, blue and alpha of each color. */
  readonly palette: Uint8Array;
}

const CUT_OFF = 'the file ends before the last pixel';

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [RGB]: [1, 2, 4, 8, 16, 24, 32],
  [RLE8]: [8],
  [RLE4]: [4],
  [BIT_FIELDS]: [16, 32],
  [ALPHA_BIT_FIELDS]: [16, 32],
};

/** The headers of a BMP, none of which is trusted. */
function readHeader(bytes: Buffer): BmpHeader {
  const headerLength = bytes.readUInt32LE(14);
  const isOldest = headerLength === 12;
  const isShort = headerLength <= 16;
  const width = isOldest ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const height = isOldest ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  if (width < 1 || height === 0) throw new Error(`an image of ${width}x${height} pixels`);
  const bits = bytes.readUInt16LE(isOldest ? 24 : 28);
  const compression = isShort ? RGB : bytes.readUInt32LE(30);
  if (!DEPTHS[compression]?.includes(bits)) {
    throw new Error(
      `a BMP image of ${bits} bits with compression ${compression}, which is not supported; convert it to PNG`,
    );
  }
  const hasMasks = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  const hasAlpha = compression === ALPHA_BIT_FIELDS || (hasMasks && headerLength >= 56);
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const masks = usual.map((mask, at) =>
    hasMasks && (at < 3 || hasAlpha) ? bytes.readUInt32LE(54 + 4 * at) : mask,
  );
  // Masks follow a header of 40 bytes; longer headers contain them.
  const maskBytes = hasMasks && headerLength === 40 ? (hasAlpha ? 16 : 12) : 0;
  const colors = isShort ? 0 : bytes.readUInt32LE(46);
  const count = bits > 8 ? 0 : Math.min(colors || 2 ** bits, 2 ** bits);
  const palette = new Uint8Array(4 * count).fill(255);
  for (let index = 0; index < count; index++) {
    const at = 14 + headerLength + maskBytes + (isOldest ? 3 : 4) * index;
    palette.set([bytes.readUInt8(at + 2), bytes.readUInt8(at + 1), bytes.readUInt8(at)], 4 * index);
  }
  return {
    ...{ width, height: Math.abs(height), isBottomUp: height > 0 },
    ...{ bits, compression, masks, palette, offset: bytes.readUInt32LE(10) },
  };
}

/** The value under a mask, on a scale of 0 to 255; `missing` if the mask is empty. */
function scaled(value: number, mask: number, missing: number): number {
  if (mask === 0) return missing;
  const shift = 31 - Math.clz32(mask & -mask);
  return Math.round((255 * ((value & mask) >>> shift)) / (mask >>> shift));
}

/** Rows one after another, each padded to four bytes. */
function unpackRows(bytes: Buffer, header: BmpHeader, pixels: Uint8Array): void {
  const { width, height, bits, offset, palette, masks, isBottomUp } = header;
  const [red = 0, green = 0, blue = 0, alpha = 0] = masks;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (offset + stride * height > bytes.length) throw new Error(CUT_OFF);
  for (let to = 0, row = 0; row < height; row++) {
    const start = offset + (isBottomUp ? height - 1 - row : row) * stride;
    for (let column = 0; column < width; column++, to += 4) {
      if (bits <= 8) {
        const byte = bytes[start + ((column * bits) >> 3)] ?? 0;
        const index = (byte >> (8 - bits - ((column * bits) & 7))) & (2 ** bits - 1);
        pixels.set(palette.subarray(4 * index, 4 * index + 4), to);
      } else if (bits === 24) {
        const at = start + 3 * column;
        pixels[to] = bytes[at + 2] ?? 0;
        pixels[to + 1] = bytes[at + 1] ?? 0;
        pixels[to + 2] = bytes[at] ?? 0;
      } else {
        const at = start + (bits >> 3) * column;
        const value = bits === 16 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at);
        pixels[to] = scaled(value, red, 0);
        pixels[to + 1] = scaled(value, green, 0);
        pixels[to + 2] = scaled(value, blue, 0);
        pixels[to + 3] = scaled(value, alpha, 255);
      }
    }
  }
}

/** Decodes run-length encoded pixels; skipped ones stay black. */
function unpackRuns(bytes: Buffer, header: BmpHeader, pixels: Uint8Array): void {
  const { width, height, bits, palette, offset, isBottomUp } = header;
  let [at, row, column] = [offset, 0, 0];
  /** One pixel of a byte that holds one or two. */
  const put = (byte: number, pixel: number) => {
    const index = bits === 8 ? byte : pixel % 2 === 0 ? byte >> 4 : byte & 15;
    if (row < height && column < width) {
      const to = 4 * ((isBottomUp ? height - 1 - row : row) * width + column);
      pixels.set(palette.subarray(4 * index, 4 * index + 4), to);
    }
    column++;
  };
  while (row < height) {
    const count = bytes.readUInt8(at);
    const value = bytes.readUInt8(at + 1);
    at += 2;
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel++) put(value, pixel);
    } else if (value === 0) {
      [row, column] = [row + 1, 0];
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      column += bytes.readUInt8(at);
      row += bytes.readUInt8(at + 1);
      at += 2;
    } else {
      for (let pixel = 0; pixel < value; pixel++) {
        put(bytes.readUInt8(at + Math.floor((pixel * bits) / 8)), pixel);
      }
      // Padded to two bytes.
      at += 2 * Math.ceil((value * bits) / 16);
    }
  }
}

/** The size of a BMP, from its header. */
export function measureBmp(bytes: Uint8Array): ImageShape {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { height, width } = untilEnd(() => readHeader(buffer));
  return { height, width };
}

/** Turns an error from reading past the end into a message about the file. */
function untilEnd<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
    throw new Error(CUT_OFF, { cause: error });
  }
}

/**
 * Decodes a BMP of Windows or OS/2: 1 to 32 bits, with a palette, bit masks or run-length encoding. (libvips
 * reads none.) Libraries were tried first: bmp-ts 1.0.9 (also in @jimp/js-bmp 1.6.1) misreads run-length
 * encoding, 16 bits, and 4 bits with an odd width, and refuses OS/2; fast-bmp 4.0.1 reads no palettes, 16 bits,
 * run-length encoding or OS/2.
 * @param mostPixels larger images are refused before any memory is allocated for them.
 * @throws if it is damaged, truncated, too large or of another kind (JPEG or PNG within a BMP).
 */
export function decodeBmp(bytes: Uint8Array, mostPixels: number): Bitmap {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = untilEnd(() => readHeader(buffer));
  const { height, width } = header;
  if (width * height > mostPixels) throw tooLarge({ height, width }, mostPixels);
  const isPacked = header.compression === RLE8 || header.compression === RLE4;
  // A byte of runs yields at most 255 pixels.
  if (isPacked && width * height > 255 * bytes.length) {
    throw new Error(CUT_OFF);
  }
  const pixels = new Uint8Array(4 * width * height);
  fillAlpha(pixels);
  untilEnd(() => {
    (isPacked ? unpackRuns : unpackRows)(buffer, header, pixels);
  });
  // Programs that don't know about alpha write zeros for it.
  if (!pixels.some((value, at) => at % 4 === 3 && value > 0)) fillAlpha(pixels);
  return { height, width, pixels };
}

function fillAlpha(pixels: Uint8Array): void {
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
}
