import { crc32c, maskedCrc32c } from './crc32c.js';

test.each([
  // RFC 3720, appendix B.4.
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 ascending bytes', Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
  ['32 descending bytes', Uint8Array.from({ length: 32 }, (_, at) => 31 - at), 0x113fdb5c],
  // The check value of the Castagnoli CRC in the catalog of parametrized CRC algorithms.
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(), 0],
])('the CRC of %s', (_, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test('the mask rotates by 15 bits and adds a constant', () => {
  // 0xe3069283: its low 15 bits, 0x1283, move to the top (<< 17 is 0x25060000), the others down by 15
  // (0x1c60d): 0x2507c60d. Plus 0xa282ead8: 0xc78ab0e5.
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5);
  // A sum past 2³² wraps around: 0x8a9136aa rotated is 0x6d551522, and the sum 0x10fd7fffa.
  expect(maskedCrc32c(new Uint8Array(32))).toBe(0x0fd7fffa);
});
