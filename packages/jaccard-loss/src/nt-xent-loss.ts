import * as tf from '@tensorflow/tfjs-core';

import { checkEmbeddings, checkTemperature } from './check-inputs.js';
import { contrastiveCrossEntropy } from './contrastive-cross-entropy.js';
import { batchMask, batchSimilarities } from './loss-terms.js';

/** Unit rows [N, D] of the two views of the same N images. */
export interface NtXentInputs {
  readonly z1: tf.Tensor;
  readonly z2: tf.Tensor;
}

/**
 * NT-Xent, the loss of SimCLR (arXiv 2002.05709, Eq. 1), averaged over the 2N embeddings: the cross entropy
 * of picking the other view of an image among the 2N − 1 other embeddings, with cosines divided by τ.
 *
 * The rows must be L2-normalized; this is not checked. The arguments are not disposed.
 *
 * @param options.temperature τ, above 0; default 0.5.
 * @returns a scalar; ln(2N − 1) when all embeddings are equal.
 * @throws TypeError when an input is not a matrix, RangeError when sizes disagree or τ is out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { ntXentLoss } from '@jssl/jaccard-loss';
 *
 * const alike = tf.tensor2d([
 *   [1, 0],
 *   [1, 0],
 *   [1, 0],
 * ]); // [N, D]
 * const loss = ntXentLoss({ z1: alike, z2: alike });
 * console.log(loss.arraySync().toFixed(4), Math.log(2 * 3 - 1).toFixed(4)); // 1.6094 1.6094
 * ```
 */
export function ntXentLoss(
  { z1, z2 }: NtXentInputs,
  { temperature = 0.5 }: { readonly temperature?: number } = {},
): tf.Scalar {
  checkEmbeddings('ntXentLoss', { z1, z2 });
  checkTemperature('ntXentLoss', 'temperature', temperature);
  return tf.tidy(() => {
    const { positives, negatives } = batchSimilarities(z1, z2);
    return contrastiveCrossEntropy(positives, tf.add(negatives, batchMask(negatives)), temperature);
  });
}
