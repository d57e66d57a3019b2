import type { StateDict } from '@jssl/resnet';

/**
 * The checksum of the names and values of tensors, in any order: 8 hexadecimal digits.
 * @param crc32 that of `node:zlib`, which is faster, or one for browsers.
 */
export function checksumBy(
  crc32: (data: Uint8Array, value: number) => number,
  tensors: StateDict,
): string {
  const encoder = new TextEncoder();
  let sum = 0;
  for (const name of Object.keys(tensors).sort()) {
    const { buffer, byteOffset, byteLength } = tensors[name]?.data ?? new Float32Array();
    const values = new Uint8Array(buffer, byteOffset, byteLength);
    sum = crc32(values, crc32(encoder.encode(name), sum));
  }
  return sum.toString(16).padStart(8, '0');
}
