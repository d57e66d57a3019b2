/** The reflected Castagnoli polynomial. */
const POLYNOMIAL = 0x82f63b78;

/** The remainder of each byte after eight steps. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/** The CRC-32C of bytes (RFC 3720, appendix B.4), from 0 to 2³² − 1. */
export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (table[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}

/**
 * The CRC-32C as stored in record files: rotated right by 15 bits, plus a constant, because the CRC of data
 * that contains its own CRC is useless.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
