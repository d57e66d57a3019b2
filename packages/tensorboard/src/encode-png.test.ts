import { inflateSync } from 'node:zlib';

import { encodePng } from './encode-png.js';

test('a gray image: header, rows after a filter byte of 0, and the chunks’ CRCs', () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const { png, ...size } = encodePng({ height: 2, width: 3, channels: 1, pixels });
  expect(size).toEqual({ height: 2, width: 3, channels: 1 });
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  // 13 bytes of IHDR: width, height, 8 bits, color type 0 (gray), then three zeros.
  expect(bytes.subarray(8, 29).toString('hex')).toBe(
    `0000000d${Buffer.from('IHDR').toString('hex')}00000003000000020800000000`,
  );
  const length = bytes.readUInt32BE(33);
  expect(bytes.subarray(37, 41).toString()).toBe('IDAT');
  expect([...inflateSync(bytes.subarray(41, 41 + length))]).toEqual([0, 1, 2, 3, 0, 4, 5, 6]);
  // The end of every PNG file, with its CRC from the examples of the standard.
  expect(bytes.subarray(45 + length).toString('hex')).toBe('0000000049454e44ae426082');
});

test('an RGB image has color type 2', () => {
  const { png } = encodePng({ height: 1, width: 1, channels: 3, pixels: Uint8Array.of(9, 8, 7) });
  expect(png[25]).toBe(2);
});

test('pixels that do not fit the size are rejected', () => {
  const image = { height: 2, width: 2, channels: 1, pixels: new Uint8Array(5) };
  expect(() => encodePng(image)).toThrow(
    new RangeError('encodePng: pixels must be [H, W, C] = [2, 2, 1] and not empty, got 5 values'),
  );
  expect(() => encodePng({ ...image, channels: 4 })).toThrow(
    new RangeError('encodePng: channels must be 1 or 3, got 4'),
  );
});
