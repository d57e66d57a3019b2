import { inflateSync } from 'node:zlib';

import { decompress as unpackZstd } from 'fzstd';

import { unpackLzw } from './unpack-lzw.js';

/** PackBits: a length, then that many bytes, or one byte to repeat. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let filled = 0;
  for (let at = 0; at < packed.length && filled < length;) {
    const count = ((packed[at++] ?? 0) << 24) >> 24;
    if (count >= 0) {
      output.set(packed.subarray(at, Math.min(at + count + 1, at + length - filled)), filled);
      at += count + 1;
      filled += count + 1;
    } else if (count > -128) {
      output.fill(packed[at++] ?? 0, filled, filled + 1 - count);
      filled += 1 - count;
    }
  }
  return output.subarray(0, Math.min(filled, length));
}

/** How to decompress, by TIFF's compression number: each returns at most `length` bytes. */
const unpackers: Readonly<Record<number, (packed: Uint8Array, length: number) => Uint8Array>> = {
  1: (packed) => packed,
  5: unpackLzw,
  8: (packed, length) => inflateSync(packed, { maxOutputLength: Math.max(1, length) }),
  32773: unpackBits,
  50000: (packed, length) => unpackZstd(packed, new Uint8Array(length)),
};
const DEFLATE_BEFORE_TIFF_6 = 32946;

/**
 * Unpacks a strip or tile of a TIFF. Never allocates more memory than the image needs.
 * @param length bytes of the unpacked strip: what the image needs, and what a whole strip has.
 * @throws Error if it is damaged, too short, or packed in another way.
 */
export function unpackTiff(
  packed: Uint8Array,
  compression: number,
  { least, most }: { readonly least: number; readonly most: number },
): Uint8Array {
  const unpack = unpackers[compression === DEFLATE_BEFORE_TIFF_6 ? 8 : compression];
  if (!unpack) throw new Error(`compression ${compression} is not supported`);
  const unpacked = unpack(packed, most);
  if (unpacked.length < least) throw new Error('the file ends before the last pixel');
  return unpacked;
}
