import * as tf from '@tensorflow/tfjs-core';

import {
  checkEmbeddings,
  checkTemperature,
  checkWeights,
  type LossWeights,
} from './check-inputs.js';
import {
  batchMask,
  batchSimilarities,
  defaultWeights,
  jaccardLossTerms,
  type JaccardLoss,
} from './loss-terms.js';

/** Unit rows [N, D]: both heads of both views of the same N images. */
export interface SimclrJaccardInputs {
  readonly p1: tf.Tensor;
  readonly p2: tf.Tensor;
  readonly n1: tf.Tensor;
  readonly n2: tf.Tensor;
}

/** Temperatures and weights of {@link simclrJaccardLoss}. */
export interface SimclrJaccardOptions {
  /** τ of the terms J and p, above 0. Default 0.5. */
  readonly temperature?: number;
  /** τ of the term n, above 0. Default 0.2. */
  readonly temperatureN?: number;
  /** Weights of the terms J, p, n, each at least 0. Default [0.8, 0.1, 0.1]. */
  readonly weights?: LossWeights;
}

/**
 * Loss of SimCLR (arXiv 2002.05709) with the Jaccard similarity (arXiv 2202.12921).
 *
 * Over the 2N embeddings of both views, each compared with the 2N − 1 others:
 * w_J·NT-Xent(J/τ) + w_p·NT-Xent(cos p/τ) + w_n·NT-Xent(cos n/τ_n).
 * When all embeddings are equal, each term is ln(2N − 1).
 *
 * The rows must be L2-normalized; this is not checked. The arguments are not disposed.
 *
 * @returns four scalars: `loss` and its terms `jaccard`, `p`, `n`, unweighted.
 * @throws TypeError when an input is not a matrix, RangeError when sizes disagree or an option is out
 * of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { simclrJaccardLoss } from '@jssl/jaccard-loss';
 *
 * const views = tf.tensor2d([
 *   [1, 0],
 *   [-1, 0],
 * ]); // [N, D]: two images, well separated
 * const { loss, jaccard, p, n } = simclrJaccardLoss({
 *   p1: views,
 *   p2: views,
 *   n1: views,
 *   n2: views,
 * });
 * console.log([loss, jaccard, p, n].map((term) => term.arraySync().toFixed(3))); // [ '0.195', '0.240', '0.036', '0.000' ]
 * ```
 */
export function simclrJaccardLoss(
  { p1, p2, n1, n2 }: SimclrJaccardInputs,
  { temperature = 0.5, temperatureN = 0.2, weights = defaultWeights }: SimclrJaccardOptions = {},
): JaccardLoss {
  checkEmbeddings('simclrJaccardLoss', { p1, p2, n1, n2 });
  checkTemperature('simclrJaccardLoss', 'temperature', temperature);
  checkTemperature('simclrJaccardLoss', 'temperatureN', temperatureN);
  checkWeights('simclrJaccardLoss', weights);
  return tf.tidy(() => {
    const cosP = batchSimilarities(p1, p2);
    const temperatures = { jaccard: temperature, p: temperature, n: temperatureN };
    const mask = batchMask(cosP.negatives);
    return jaccardLossTerms(cosP, batchSimilarities(n1, n2), temperatures, weights, mask);
  });
}
