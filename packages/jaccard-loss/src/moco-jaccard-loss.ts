import * as tf from '@tensorflow/tfjs-core';

import {
  checkEmbeddings,
  checkSameShape,
  checkTemperature,
  checkWeights,
  type LossWeights,
} from './check-inputs.js';
import {
  defaultWeights,
  jaccardLossTerms,
  queueSimilarities,
  type JaccardLoss,
} from './loss-terms.js';

/** Unit rows: queries and keys [N, D] of both heads, queues [M, D] of earlier keys. */
export interface MocoJaccardInputs {
  readonly queryP: tf.Tensor;
  readonly keyP: tf.Tensor;
  readonly queryN: tf.Tensor;
  readonly keyN: tf.Tensor;
  readonly queueP: tf.Tensor;
  readonly queueN: tf.Tensor;
}

/** Temperatures and weights of {@link mocoJaccardLoss}. */
export interface MocoJaccardOptions {
  /** τ of the terms J and p, above 0. Default 0.5. */
  readonly temperature?: number;
  /** τ of the term n, above 0. Default τ. */
  readonly temperatureN?: number;
  /** Weights of the terms J, p, n, each at least 0. Default [0.8, 0.1, 0.1]. */
  readonly weights?: LossWeights;
}

/**
 * Loss of Momentum Contrast (arXiv 1911.05722) with the Jaccard similarity (arXiv 2202.12921).
 *
 * For each query the candidates are its key and the M rows of the queues, compared by J, cos p and
 * cos n. The target is the key, and the loss is w_J·CE(J/τ) + w_p·CE(cos p/τ) + w_n·CE(cos n/τ_n).
 * When nothing distinguishes the key from the queue, each term is ln(M + 1).
 *
 * The rows must be L2-normalized; this is not checked. The arguments are not disposed. All
 * inputs get gradients; MoCo uses none for keys and queues, which are not variables.
 *
 * @returns four scalars: `loss` and its terms `jaccard`, `p`, `n`, unweighted.
 * @throws TypeError when an input is not a matrix, RangeError when sizes disagree or an option is out
 * of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { mocoJaccardLoss } from '@jssl/jaccard-loss';
 *
 * const one = tf.tensor2d([[1, 0]]); // [N, D]: each query is its key
 * const queue = tf.tensor2d([
 *   [0, 1],
 *   [-1, 0],
 *   [0, -1],
 * ]); // [M, D]
 * const { loss, jaccard, p, n } = mocoJaccardLoss({
 *   queryP: one,
 *   keyP: one,
 *   queryN: one,
 *   keyN: one,
 *   queueP: queue,
 *   queueN: queue,
 * });
 * console.log([loss, jaccard, p, n].map((term) => term.arraySync().toFixed(3))); // [ '0.457', '0.508', '0.254', '0.254' ]
 * ```
 */
export function mocoJaccardLoss(
  inputs: MocoJaccardInputs,
  {
    temperature = 0.5,
    temperatureN = temperature,
    weights = defaultWeights,
  }: MocoJaccardOptions = {},
): JaccardLoss {
  const { queryP, keyP, queryN, keyN, queueP, queueN } = inputs;
  checkEmbeddings('mocoJaccardLoss', { queryP, keyP, queryN, keyN, queueP, queueN });
  checkSameShape('mocoJaccardLoss', 'queueP', queueP, 'queueN', queueN);
  checkTemperature('mocoJaccardLoss', 'temperature', temperature);
  checkTemperature('mocoJaccardLoss', 'temperatureN', temperatureN);
  checkWeights('mocoJaccardLoss', weights);
  return tf.tidy(() =>
    jaccardLossTerms(
      queueSimilarities(queryP, keyP, queueP),
      queueSimilarities(queryN, keyN, queueN),
      { jaccard: temperature, p: temperature, n: temperatureN },
      weights,
    ),
  );
}
