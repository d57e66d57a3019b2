/**
 * The TensorFlow ops on rows of matrices. `nearest`: inputs queries [N, F] and bank [B, F], attribute `k` from 1 to B;
 * outputs the k largest products of each query with rows of the bank, the largest first, and the rows [N, k]. Of
 * equal products the lower row comes first; NaN comes last.
 *
 * `jaccardLoss`: inputs the cosines of positives [N, 1] and negatives [N, K] of head p, then of head n; a mask [N, K],
 * added to the negatives, or an empty tensor; temperatures and weights [3] of J, cos p and cos n; outputs the weighted
 * loss, the three terms, and what `jaccardLossGradient` takes after these inputs, before the gradients of loss and terms.
 * Its outputs are the gradients of the cosines, in order.
 * @example
 * ```ts
 * import { rowOps } from '@jssl/kernels';
 *
 * console.log(rowOps.nearest.name); // JsslNearestV1
 * ```
 */
export const rowOps = {
  nearest: { name: 'JsslNearestV1' },
  jaccardLoss: { name: 'JsslJaccardLossV1' },
  jaccardLossGradient: { name: 'JsslJaccardLossGradientV1' },
} as const;
