import { crc32c, maskedCrc32c } from './crc32c.js';

test.each([
  // RFC 3720, appendix B.4.
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes that count up', Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
  ['32 bytes that count down', Uint8Array.from({ length: 32 }, (_, at) => 31 - at), 0x113fdb5c],
  // The check value of the Castagnoli CRC in the catalog of parametrised CRC algorithms.
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(), 0],
])('the CRC of %s', (_, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test('the mask turns by 15 bits and adds a constant', () => {
  // 0xe3069283: its low 15 bits, 0x1283, come to the top (<< 17 is 0x25060000), the others fall by
  // 15 (0x1c60d): 0x2507c60d. Plus 0xa282ead8 that is 0xc78ab0e5.
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5);
  // And a sum past 2³² begins again at 0: turned, 0x8a9136aa is 0x6d551522, whose sum is 0x10fd7fffa.
  expect(maskedCrc32c(new Uint8Array(32))).toBe(0x0fd7fffa);
});
