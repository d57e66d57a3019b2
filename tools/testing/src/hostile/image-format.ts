import { crc32 } from 'node:zlib';

import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { damaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { seedFiles } from './seed-files.js';

const PNG_START = 8;

/** The memory of an interlaced 16-bit image: 2^27 pixels, the most that are accepted, of 8 bytes each. */
const MOST_DECODED = 2 ** 30;

/** A PNG with the checksums that its chunks must have, so that what is in them is looked at. */
function withChecksums(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png);
  for (let at = PNG_START; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}

/** Image files of every kind that is taken, damaged anywhere; PNG also with right checksums. */
export function imageFormat(reader: DatasetReader): HostileFormat {
  return formatOf(reader, 'image', /\.(png|jpg|webp|gif|tif|avif|bmp|heic|svg)$/);
}

/** TIFF alone, in whose tags, strips and compressions most can go wrong. */
export function tiffFormat(reader: DatasetReader): HostileFormat {
  return formatOf(reader, 'tiff', /\.tif$/);
}

/** BMP alone. */
export function bmpFormat(reader: DatasetReader): HostileFormat {
  return formatOf(reader, 'bmp', /\.bmp$/);
}

/** HEIC alone. */
export function heicFormat(reader: DatasetReader): HostileFormat {
  return formatOf(reader, 'heic', /\.heic$/);
}

function formatOf(reader: DatasetReader, kind: string, ending: RegExp): HostileFormat {
  const seeds = seedFiles(ending);
  const donors = seeds.map(([, bytes]) => bytes);
  const inputs = fc.constantFrom(...seeds).chain(([name, bytes]) => {
    const files = fc
      .oneof(
        damaged(bytes, { donors }),
        // Sizes and kinds stand at the beginning.
        damaged(bytes.subarray(0, 64), { donors: [bytes.subarray(0, 64)], most: 2 }).map((start) =>
          Buffer.concat([start, bytes.subarray(64)]),
        ),
      )
      .map((file) => (name.endsWith('.png') ? withChecksums(file) : file));
    return files.map((file) => ({ [name.replace(/svg$/, 'png')]: file }));
  });
  return { ...datasetFormat(reader, kind, inputs), memoryConstant: MOST_DECODED };
}
