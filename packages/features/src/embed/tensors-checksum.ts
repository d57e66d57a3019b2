import { crc32 } from 'node:zlib';

import type { StateDict } from '@jssl/resnet';

import { checksumBy } from './checksum-by.js';

/**
 * A checksum of the names and values of tensors (CRC-32, 8 hexadecimal digits), in any order. Weights files
 * of JSSL have it in their metadata, and {@link loadEncoder} compares it.
 * @example
 * ```ts
 * import { tensorsChecksum } from '@jssl/features';
 *
 * const weight = { shape: [2], data: Float32Array.of(1, 2) };
 * const bias = { shape: [1], data: Float32Array.of(3) };
 * console.log(tensorsChecksum({ weight, bias }) === tensorsChecksum({ bias, weight })); // true
 * ```
 */
export function tensorsChecksum(tensors: StateDict): string {
  return checksumBy(crc32, tensors);
}
