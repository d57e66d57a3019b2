/**
 * The TensorFlow ops on rows of matrices. `nearest`: inputs queries [N, F] and bank [B, F], attribute `k` from 1 to B;
 * outputs the k largest products of each query with rows of the bank, the largest first, and the rows [N, k]. Of
 * equal products the lower row comes first; NaN comes last.
 * @example
 * ```ts
 * import { rowOps } from '@jssl/kernels';
 *
 * console.log(rowOps.nearest.name); // JsslNearestV1
 * ```
 */
export const rowOps = { nearest: { name: 'JsslNearestV1' } } as const;
