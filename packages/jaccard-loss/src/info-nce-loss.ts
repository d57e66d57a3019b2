import * as tf from '@tensorflow/tfjs-core';

import { checkEmbeddings, checkTemperature } from './check-inputs.js';
import { contrastiveCrossEntropy } from './contrastive-cross-entropy.js';
import { queueSimilarities } from './loss-terms.js';

/** Unit rows: queries and keys [N, D], the queue [M, D] of earlier keys. */
export interface InfoNceInputs {
  readonly query: tf.Tensor;
  readonly key: tf.Tensor;
  readonly queue: tf.Tensor;
}

/**
 * InfoNCE over cosines, the loss of Momentum Contrast (arXiv 1911.05722, Eq. 1): the cross entropy of
 * picking each query's key among that key and the M rows of the queue, with cosines divided by τ.
 *
 * The rows must be L2-normalized; this is not checked. The arguments are not disposed.
 *
 * @param options.temperature τ, above 0; default 0.5.
 * @returns a scalar; ln(M + 1) when nothing distinguishes the key from the queue.
 * @throws TypeError when an input is not a matrix, RangeError when sizes disagree or τ is out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { infoNceLoss } from '@jssl/jaccard-loss';
 *
 * const query = tf.tensor2d([[1, 0]]); // [N, D]
 * const key = tf.tensor2d([[1, 0]]);
 * const queue = tf.tensor2d([
 *   [0, 1],
 *   [0, -1],
 *   [0, 1],
 * ]); // [M, D]
 * const loss = infoNceLoss({ query, key, queue }, { temperature: 1 });
 * console.log(loss.arraySync().toFixed(4), Math.log1p(3 / Math.E).toFixed(4)); // 0.7437 0.7437
 * ```
 */
export function infoNceLoss(
  { query, key, queue }: InfoNceInputs,
  { temperature = 0.5 }: { readonly temperature?: number } = {},
): tf.Scalar {
  checkEmbeddings('infoNceLoss', { query, key, queue });
  checkTemperature('infoNceLoss', 'temperature', temperature);
  return tf.tidy(() => {
    const { positives, negatives } = queueSimilarities(query, key, queue);
    return contrastiveCrossEntropy(positives, negatives, temperature);
  });
}
