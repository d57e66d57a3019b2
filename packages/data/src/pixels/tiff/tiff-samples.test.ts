import { deflateSync } from 'node:zlib';

import sharp from 'sharp';

import { bytesOf, tiffFile, type TiffFile } from '../../fixtures/tiff-file.js';
import { readTiffSamples } from './tiff-samples.js';

const read = (file: Buffer) => [...readTiffSamples(file, 2 ** 20).values];
const shape = { width: 3, height: 1 } as const;

test.each<[string, number[], TiffFile, Uint8Array]>([
  [
    'float64',
    [-20, 0.5, 1e9],
    { ...shape, bits: 64, format: 3 },
    bytesOf('float64', [-20, 0.5, 1e9]),
  ],
  ['float32', [-1, 0.25, 8], { ...shape, bits: 32, format: 3 }, bytesOf('float32', [-1, 0.25, 8])],
  // IEEE 754: sign, 5 bits of exponent, 10 of fraction; 1, -2 and the smallest above 0.
  [
    'float16',
    [1, -2, 2 ** -24],
    { ...shape, bits: 16, format: 3 },
    bytesOf('uint16', [0x3c00, 0xc000, 1]),
  ],
  ['int16', [-7, 0, 7], { ...shape, bits: 16, format: 2 }, bytesOf('int16', [-7, 0, 7])],
  ['int32', [-7, 0, 7], { ...shape, bits: 32, format: 2 }, bytesOf('int32', [-7, 0, 7])],
  ['uint32', [0, 7, 4e9], { ...shape, bits: 32 }, bytesOf('uint32', [0, 7, 4e9])],
  ['int8', [-1, 0, 1], { ...shape, bits: 8, format: 2 }, Uint8Array.of(255, 0, 1)],
  [
    'int64',
    [-7, 0, 2 ** 40],
    { ...shape, bits: 64, format: 2 },
    new Uint8Array(BigInt64Array.of(-7n, 0n, 2n ** 40n).buffer),
  ],
  // 0xabc, 0x123, 0x456 one after another.
  [
    '12 bits without gaps',
    [0xabc, 0x123, 0x456],
    { ...shape, bits: 12 },
    Uint8Array.of(0xab, 0xc1, 0x23, 0x45, 0x60),
  ],
  [
    '12 bits without gaps, of three channels',
    [0xabc, 0x123, 0x456],
    { width: 1, height: 1, bits: 12, channels: 3, photometric: 2 },
    Uint8Array.of(0xab, 0xc1, 0x23, 0x45, 0x60),
  ],
  ['a BigTIFF', [1, 2, 3], { ...shape, bits: 16, isBig: true }, bytesOf('uint16', [1, 2, 3])],
  [
    'Deflate',
    [1, 2, 3],
    { ...shape, bits: 16, compression: 8 },
    deflateSync(bytesOf('uint16', [1, 2, 3])),
  ],
  // A frame of one segment of six bytes, in one raw block.
  [
    'Zstandard',
    [1, 2, 3],
    { ...shape, bits: 16, compression: 50000 },
    Buffer.concat([Buffer.from('28b52ffd2006310000', 'hex'), bytesOf('uint16', [1, 2, 3])]),
  ],
  [
    'the difference to the left',
    [5, 7, 4],
    { ...shape, bits: 16, predictor: 2 },
    bytesOf('uint16', [5, 2, -3]),
  ],
])('%s', (_, values, about, strip) => {
  expect(read(tiffFile(about, strip))).toEqual(values);
});

test('PackBits: a run, and bytes as they are', () => {
  // Bytes 1 0, then 128 (nothing), then 2 twice (257 - 255), then bytes 3 0.
  const packed = Uint8Array.of(1, 1, 0, 128, 255, 2, 1, 3, 0);
  expect(read(tiffFile({ ...shape, bits: 16, compression: 32773 }, packed))).toEqual([1, 0x202, 3]);
});

test('floating-point differences, the highest bytes first', () => {
  // 1 is 3f800000 and 2 is 40000000: 3f 40 80 00 00 00 00 00, then each less the one before it.
  const apart = [0x3f, 0x40, 0x80, 0, 0, 0, 0, 0];
  const packed = Uint8Array.from(apart, (byte, at) => byte - (apart[at - 1] ?? 0));
  const about = { width: 2, height: 1, bits: 32, format: 3, predictor: 3 };
  expect(read(tiffFile(about, packed))).toEqual([1, 2]);
});

/** A big-endian TIFF of one row, its strip first. */
function bigEndian(fields: Readonly<Record<number, number>>, strip: readonly number[]): Buffer {
  const entries = Object.entries({ 257: 1, 273: 8, 278: 1, 279: strip.length, ...fields });
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16BE(entries.length);
  for (const [index, [tag, value]] of entries.entries()) {
    directory.writeUInt16BE(Number(tag), 2 + 12 * index);
    directory.writeUInt16BE(4, 4 + 12 * index);
    directory.writeUInt32BE(1, 6 + 12 * index);
    directory.writeUInt32BE(value, 10 + 12 * index);
  }
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8 + strip.length]);
  return Buffer.concat([header, Buffer.from(strip), directory]);
}

test.each<[string, number[], Record<number, number>, number[]]>([
  // 5, then 295 more, then 3 less.
  ['differences', [5, 300, 297], { 256: 3, 258: 16, 317: 2 }, [0, 5, 1, 39, 255, 253]],
  ['12 bits without gaps', [0xabc, 0x123], { 256: 2, 258: 12 }, [0xab, 0xc1, 0x23]],
  // As above, 3f 40 80 0 0 0 0 0 less the byte before; their order doesn't depend on that of the file.
  [
    'floating-point differences',
    [1, 2],
    { 256: 2, 258: 32, 317: 3, 339: 3 },
    [0x3f, 1, 0x40, 0x80, 0, 0, 0, 0],
  ],
])('big-endian: %s', (_, values, fields, strip) => {
  expect(read(bigEndian(fields, strip))).toEqual(values);
});

test('channels that are stored one after another', () => {
  const about = { width: 2, height: 1, channels: 3, bits: 16, photometric: 2, isPlanar: true };
  const strips = [
    [1, 2],
    [3, 4],
    [5, 6],
  ].map((values) => bytesOf('uint16', values));
  expect(read(tiffFile(about, ...strips))).toEqual([1, 3, 5, 2, 4, 6]);
});

test.each([
  ['LZW', { compression: 'lzw' }],
  ['LZW of differences', { compression: 'lzw', predictor: 'horizontal' }],
  ['Deflate in tiles', { compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 }],
] as const)('%s as libtiff writes it', async (_, options) => {
  // Long runs and noise, so that codes of every length come, also after the table is full.
  const values = Uint16Array.from({ length: 150 * 90 }, (_, at) =>
    at % 3 === 0 ? 7 : (at * at * 31) % 65536,
  );
  const file = await sharp(values, { raw: { width: 150, height: 90, channels: 1 } })
    .toColourspace('grey16')
    .tiff(options)
    .toBuffer();
  expect(readTiffSamples(file, 2 ** 20).values).toEqual(Float32Array.from(values));
});

test('a strip of PackBits or LZW that is cut off is refused', async () => {
  const packed = Uint8Array.of(1, 1, 0, 128, 255, 2);
  const bits = tiffFile({ ...shape, bits: 16, compression: 32773 }, packed);
  expect(() => read(bits)).toThrow('the file ends before the last pixel');
  const values = Uint16Array.from({ length: 64 * 64 }, (_, at) => (at * at * 31) % 65536);
  const file = await sharp(values, { raw: { width: 64, height: 64, channels: 1 } })
    .toColourspace('grey16')
    .tiff({ compression: 'lzw' })
    .toBuffer();
  // libtiff writes the strips first and the tags last: the end of the last strip is not that of the file.
  const offset = file.readUInt32LE(4);
  const cut = Buffer.concat([file.subarray(0, offset), file.subarray(offset)]);
  const tags = file.readUInt16LE(offset);
  for (let at = offset + 2; at < offset + 2 + 12 * tags; at += 12) {
    // StripByteCounts, of one strip or of several.
    if (cut.readUInt16LE(at) !== 279) continue;
    const place = cut.readUInt32LE(at + 4) === 1 ? at + 8 : cut.readUInt32LE(at + 8);
    if (cut.readUInt16LE(at + 2) === 3) cut.writeUInt16LE(20, place);
    else cut.writeUInt32LE(20, place);
  }
  expect(() => read(cut)).toThrow('the file ends before the last pixel');
});

test('what is damaged, cut off, too large or of another form is refused', () => {
  const about = { ...shape, bits: 16 };
  const whole = bytesOf('uint16', [1, 2, 3]);
  expect(() => read(tiffFile(about, whole.subarray(0, 4)))).toThrow(
    'the file ends before the last pixel',
  );
  expect(() => read(tiffFile(about))).toThrow('the file ends before the last pixel');
  expect(() => read(tiffFile({ ...about, width: 2 ** 31, height: 2 ** 31 }, whole))).toThrow(
    'an image of 2147483648x2147483648 exceeds the limit of ',
  );
  expect(() => read(tiffFile({ ...about, width: 0 }, whole))).toThrow('an image without pixels');
  expect(() => read(tiffFile({ ...about, compression: 34712 }, whole))).toThrow(
    'compression 34712 is not supported',
  );
  expect(() => read(tiffFile({ ...about, channels: 5 }, whole))).toThrow(
    'images of 5 channels are not supported',
  );
  expect(() => read(tiffFile({ ...about, bits: 40 }, whole))).toThrow(
    'values of 40 bits in format 1 are not supported',
  );
  // A bomb: a megabyte for six bytes.
  const bomb = deflateSync(Buffer.alloc(2 ** 20));
  expect(() => read(tiffFile({ ...about, compression: 8 }, bomb))).toThrow(/larger than 6 bytes/);
});
