import * as zlib from 'node:zlib';

import { crc32 } from './crc-32.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test('the check value of CRC-32', () => {
  // https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iso-hdlc
  expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  expect(crc32(bytes(''))).toBe(0);
});

test('a sum goes on from that of the bytes before, as in zlib', () => {
  const data = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7919) >>> 3);
  const [first, rest] = [data.subarray(0, 333), data.subarray(333)];
  expect(crc32(rest, crc32(first))).toBe(zlib.crc32(data));
  expect(crc32(rest, 5)).toBe(zlib.crc32(rest, 5));
});
