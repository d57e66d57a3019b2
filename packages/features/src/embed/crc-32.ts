/** CRC-32 of each byte. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/**
 * CRC-32 as `crc32` of `node:zlib`, for browsers. Some hundred megabytes a second.
 * @param value of the bytes before these. Default 0.
 */
export function crc32(data: Uint8Array, value = 0): number {
  let sum = ~value;
  for (const byte of data) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0);
  return ~sum >>> 0;
}
