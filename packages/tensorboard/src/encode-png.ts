import { crc32, deflateSync } from 'node:zlib';

import type { EncodedImage } from './encode-event.js';

/** The pixels of an image, rows from the top. */
export interface PixelImage {
  readonly height: number;
  readonly width: number;
  /** 1 for gray, 3 for RGB. */
  readonly channels: number;
  /** [H, W, C], 0 to 255. */
  readonly pixels: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** PNG's color type for gray and for RGB. */
const colorTypes: Readonly<Record<number, number>> = { 1: 0, 3: 2 };

/**
 * Encodes an image as PNG, 8 bits per channel, rows unfiltered (ISO/IEC 15948).
 * @throws RangeError unless there are 1 or 3 channels and H·W·C pixels.
 * @example
 * ```ts
 * import { encodePng } from '@jssl/tensorboard';
 *
 * const pixels = Uint8Array.of(0, 255, 255, 0); // [H, W, C]
 * const { png } = encodePng({ height: 2, width: 2, channels: 1, pixels });
 * console.log(Buffer.from(png).toString('latin1', 1, 4)); // PNG
 * ```
 */
export function encodePng({ height, width, channels, pixels }: PixelImage): EncodedImage {
  const colorType = colorTypes[channels];
  if (colorType === undefined) {
    throw new RangeError(`encodePng: channels must be 1 or 3, got ${channels}`);
  }
  const rowBytes = width * channels;
  if (pixels.length !== height * rowBytes || pixels.length === 0) {
    throw new RangeError(
      `encodePng: pixels must be [H, W, C] = [${height}, ${width}, ${channels}] and not empty, got ${pixels.length} values`,
    );
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Bits, color type; the zeros after them are deflate, adaptive filters, not interlaced.
  header.set([8, colorType], 8);
  // The byte before each row is its filter: 0, none.
  const rows = new Uint8Array(height * (1 + rowBytes));
  for (let row = 0; row < height; row++) {
    const from = row * rowBytes;
    rows.set(pixels.subarray(from, from + rowBytes), row * (1 + rowBytes) + 1);
  }
  const png = Buffer.concat([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', deflateSync(rows)),
    ...chunk('IEND', new Uint8Array()),
  ]);
  return { height, width, channels, png };
}

/** A chunk: length, type, data, CRC of type and data; numbers are big-endian. */
function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return [length, typed, check];
}
