import { crc32, gzipSync } from 'node:zlib';

import sharp, { type Sharp } from 'sharp';

import { bytesOf as numbers, tiffFile } from '../fixtures/tiff-file.js';
import { decodeImage, measureImage } from './decode-image.js';

/** The bytes of an image. */
const bytesOf = async (content: Sharp | Buffer) =>
  Buffer.isBuffer(content) ? content : content.toBuffer();

const plain = (background: { r: number; g: number; b: number; alpha?: number }) =>
  sharp({ create: { width: 6, height: 4, channels: background.alpha ? 4 : 3, background } });
const shape = { height: 4, width: 6 };
const orange = { r: 200, g: 120, b: 40 };
const brown = { r: 180, g: 140, b: 100 };

test.each([
  ['png', plain(orange).png(), [200, 120, 40], 0],
  ['16-bit png', plain(orange).toColourspace('rgb16').png(), [200, 120, 40], 1],
  ['palette png', plain(orange).png({ palette: true }), [200, 120, 40], 0],
  ['gray png', plain({ r: 90, g: 90, b: 90 }).toColourspace('b-w').png(), [90, 90, 90], 0],
  ['16-bit gray', plain({ r: 90, g: 90, b: 90 }).toColourspace('gray16').png(), [90, 90, 90], 1],
  // Half of the color and half of the white behind it.
  ['transparent png', plain({ ...orange, alpha: 0.5 }).png(), [227, 187, 147], 1],
  [
    'transparent webp',
    plain({ ...orange, alpha: 0.5 }).webp({ lossless: true }),
    [227, 187, 147],
    1,
  ],
  ['jpeg', plain(orange).jpeg({ quality: 100 }), [200, 120, 40], 2],
  // Through a printer's profile and back, which a pale brown survives roughly.
  ['cmyk jpeg', plain(brown).toColourspace('cmyk').jpeg({ quality: 100 }), [180, 140, 100], 10],
  ['gif', plain(orange).gif(), [200, 120, 40], 0],
  ['tiff', plain(orange).tiff({ compression: 'lzw' }), [200, 120, 40], 0],
  ['avif', plain(orange).avif({ quality: 100 }), [200, 120, 40], 3],
])('%s becomes 8-bit RGB', async (_, image, color, tolerance) => {
  const pixels = await decodeImage(await bytesOf(image), shape);
  expect(pixels).toHaveLength(4 * 6 * 3);
  pixels.forEach((value, at) => {
    expect(Math.abs(value - (color[at % 3] ?? NaN))).toBeLessThanOrEqual(tolerance);
  });
});

const raw = (values: readonly number[], width: number, height: number) =>
  sharp(Uint8Array.from(values.flatMap((value) => [value, value, value])), {
    raw: { width, height, channels: 3 },
  });
const grayOf = (pixels: Uint8Array) => [...pixels].filter((_, at) => at % 3 === 0);

test('an image of the right size is not resampled', async () => {
  const values = [0, 255, 3, 200, 17, 99];
  const bytes = await bytesOf(raw(values, 3, 2).png());
  expect(grayOf(await decodeImage(bytes, { height: 2, width: 3 }))).toEqual(values);
});

test('an image is rotated as its EXIF tag says, and measured so', async () => {
  // Orientation 6: a quarter turn clockwise, so that the left column comes to the top.
  const bytes = await bytesOf(
    raw([10, 20, 30, 40, 50, 60], 3, 2).withMetadata({ orientation: 6 }).png(),
  );
  expect(await measureImage(bytes)).toEqual({ height: 3, width: 2 });
  expect(grayOf(await decodeImage(bytes, { height: 3, width: 2 }))).toEqual([
    40, 10, 50, 20, 60, 30,
  ]);
});

test('the shorter side is fitted and the rest cropped about the center', async () => {
  // Three squares side by side: only the middle one remains.
  const row = [0, 128, 255].flatMap((value) => Array.from({ length: 8 }, () => value));
  const bytes = await bytesOf(raw(Array.from({ length: 8 }, () => row).flat(), 24, 8).png());
  const pixels = grayOf(await decodeImage(bytes, { height: 8, width: 8 }));
  expect(new Set(pixels)).toEqual(new Set([128]));
});

test('reducing is antialiased: a fine chessboard turns gray', async () => {
  const values = Array.from({ length: 64 * 64 }, (_, at) => ((at + Math.floor(at / 64)) % 2) * 255);
  const bytes = await bytesOf(raw(values, 64, 64).png());
  for (const value of grayOf(await decodeImage(bytes, { height: 8, width: 8 }))) {
    expect(Math.abs(value - 127.5)).toBeLessThan(3);
  }
});

test('of an animation the first frame is taken', async () => {
  const frames = raw(
    [...Array.from({ length: 24 }, () => 200), ...Array.from({ length: 24 }, () => 9)],
    6,
    8,
  );
  const animation = await frames.png().toBuffer();
  const pages = await sharp(await sharp(animation).raw().toBuffer(), {
    raw: { width: 6, height: 8, channels: 3, pageHeight: 4 },
  })
    .gif()
    .toBuffer();
  expect((await sharp(pages).metadata()).pages).toBe(2);
  const bytes = await bytesOf(pages);
  expect(await measureImage(bytes)).toEqual(shape);
  expect(grayOf(await decodeImage(bytes, shape))).toEqual(Array.from({ length: 24 }, () => 200));
});

test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)(
  'a %s that ends too soon is refused',
  async (format) => {
    const noise = Array.from({ length: 48 * 48 }, (_, at) => (at * 7919) % 251);
    const whole = await raw(noise, 48, 48).toFormat(format).toBuffer();
    for (const part of [0.9, 0.5, 0.1]) {
      const bytes = await bytesOf(whole.subarray(0, Math.floor(whole.length * part)));
      await expect(decodeImage(bytes, { height: 48, width: 48 })).rejects.toThrow();
    }
  },
);

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['a text', Buffer.from('not an image at all')],
])('%s is refused', async (_, content) => {
  const bytes = await bytesOf(content);
  await expect(decodeImage(bytes, shape)).rejects.toThrow(
    /^not an image but (an empty|a text) file$/,
  );
  await expect(measureImage(bytes)).rejects.toThrow(/^not an image but (an empty|a text) file$/);
});

test('a pixel bomb is refused by its header', async () => {
  const bomb = await plain(orange).png().toBuffer();
  // IHDR stands at byte 12: its name, width and height, five more bytes, its checksum.
  bomb.writeUInt32BE(16_000, 16);
  bomb.writeUInt32BE(16_000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  const reason = 'an image of 16000x16000 exceeds the limit of 134,217,728 pixels; make it smaller';
  await expect(measureImage(bomb)).rejects.toThrow(reason);
  await expect(decodeImage(bomb, shape)).rejects.toThrow(reason);
});

const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>';
test.each([
  ['a drawing', drawing, 'an SVG drawing, which is not supported; render it to PNG'],
  [
    'a drawing that names a format',
    `<!--ftyp-->${drawing}`,
    'an SVG drawing, which is not supported',
  ],
  ['a drawing in UTF-16', Buffer.from(`\ufeff${drawing}`, 'utf16le'), 'an SVG drawing'],
  ['a drawing in gzip', gzipSync(drawing), 'a gzip file, which is not supported; unpack it'],
  ['a document', '%PDF-1.7', 'a PDF document, which is not supported; render its pages to PNG'],
  ['nothing', '', 'not an image but an empty file'],
])('%s reaches no reader of libvips', async (_, content, message) => {
  await expect(decodeImage(Buffer.from(content), shape)).rejects.toThrow(message);
  await expect(measureImage(Buffer.from(content))).rejects.toThrow(message);
});

const levels = async (bytes: Buffer) => grayOf(await decodeImage(bytes, { height: 1, width: 3 }));
const row = { width: 3, height: 1 };

test.each<[string, Buffer, number[]]>([
  [
    'floating point',
    tiffFile({ ...row, bits: 32, format: 3 }, numbers('float32', [0, 0.5, 1])),
    [0, 128, 255],
  ],
  [
    'double precision below zero',
    tiffFile({ ...row, bits: 64, format: 3 }, numbers('float64', [-3, -2, -1])),
    [0, 128, 255],
  ],
  [
    '12 bits in 16',
    tiffFile({ ...row, bits: 16 }, numbers('uint16', [0, 2048, 4095])),
    [0, 128, 255],
  ],
  [
    'all of 16 bits',
    tiffFile({ ...row, bits: 16 }, numbers('uint16', [0, 257 * 7, 65535])),
    [0, 7, 255],
  ],
  [
    'signed 16 bits',
    tiffFile({ ...row, bits: 16, format: 2 }, numbers('int16', [-1000, 0, 1000])),
    [0, 128, 255],
  ],
  ['32 bits', tiffFile({ ...row, bits: 32 }, numbers('uint32', [0, 1e9, 4e9])), [0, 64, 255]],
  [
    'a range in the file',
    tiffFile({ ...row, bits: 32, format: 3, range: [-1, 1] }, numbers('float32', [0, 0.5, 1])),
    [128, 191, 255],
  ],
  [
    'white is lowest',
    tiffFile({ ...row, bits: 32, format: 3, photometric: 0 }, numbers('float32', [0, 0.5, 1])),
    [255, 127, 0],
  ],
  [
    'no numbers',
    tiffFile({ ...row, bits: 32, format: 3 }, numbers('float32', [NaN, 0, Infinity])),
    [0, 0, 0],
  ],
  [
    'missing values',
    tiffFile({ ...row, bits: 32, format: 3, missing: '-9999' }, numbers('float32', [-9999, 0, 2])),
    [0, 0, 255],
  ],
  [
    'turned by half',
    tiffFile({ ...row, bits: 32, format: 3, orientation: 3 }, numbers('float32', [0, 0.5, 1])),
    [255, 128, 0],
  ],
])('a TIFF of %s is scaled to 8 bits', async (_, file, expected) => {
  expect(await levels(file)).toEqual(expected);
});

test('a TIFF of Zstandard, which libvips lacks, is read', async () => {
  const strip = Buffer.concat([Buffer.from('28b52ffd2003190000', 'hex'), Uint8Array.of(1, 2, 3)]);
  expect(await levels(tiffFile({ ...row, bits: 8, compression: 50000 }, strip))).toEqual([1, 2, 3]);
});

test('an intact TIFF of a form that is not read is not called damaged', async () => {
  const five = tiffFile({ ...row, channels: 5, bits: 16 }, new Uint8Array(30));
  await expect(levels(five)).rejects.toThrow(
    'a TIFF image in a form that is not supported (images of 5 channels are not supported); convert it to PNG',
  );
});

test('a TIFF of an unusual color space is not called damaged', async () => {
  const lab = tiffFile({ ...row, channels: 3, bits: 8, photometric: 8 }, new Uint8Array(9));
  await expect(levels(lab)).rejects.toThrow(
    'a TIFF image whose colors are not supported (CIELAB); convert it to PNG',
  );
});

test.each([false, true])(
  'a TIFF that is cut off in its tags is damaged (BigTIFF: %s)',
  async (isBig) => {
    const file = tiffFile({ ...row, bits: 8, isBig }, new Uint8Array(3));
    for (const end of [isBig ? 18 : 9, file.length - 60]) {
      await expect(levels(file.subarray(0, end))).rejects.toThrow(
        'damaged or cut off (the file ends before its last tag)',
      );
    }
  },
);

test('a BMP is read', async () => {
  const file = Buffer.alloc(54 + 12);
  file.write('BM');
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(3, 18);
  file.writeInt32LE(1, 22);
  file.writeUInt16LE(24, 28);
  file.set([1, 1, 1, 2, 2, 2, 3, 3, 3], 54);
  expect(await measureImage(file)).toEqual({ height: 1, width: 3 });
  expect(await levels(file)).toEqual([1, 2, 3]);
});
