import * as tf from '@tensorflow/tfjs-core';

import type { LossWeights } from './check-inputs.js';
import { contrastiveCrossEntropy } from './contrastive-cross-entropy.js';
import { jaccardSimilarity } from './jaccard-similarity.js';

/** The weighted sum of a Jaccard loss and its three terms, each a scalar. */
export type JaccardLoss = {
  /** weights[0] · jaccard + weights[1] · p + weights[2] · n */
  readonly loss: tf.Scalar;
  /** Cross entropy of J / τ. */
  readonly jaccard: tf.Scalar;
  /** Cross entropy of cos p / τ. */
  readonly p: tf.Scalar;
  /** Cross entropy of cos n / τ. */
  readonly n: tf.Scalar;
};

/** The similarities of one head: of the positive pairs [N, 1], and to the negatives [N, K]. */
export interface Similarities {
  readonly positives: tf.Tensor2D;
  readonly negatives: tf.Tensor2D;
}

/**
 * An optional kernel of a backend: the loss in one call. Inputs are the positives [N, 1] and negatives [N, K] of each
 * head and a mask [N, K] or [0], attributes the temperatures and weights of J, p and n; outputs the loss, the terms, and
 * what its gradient needs.
 */
const FUSED_KERNEL = 'JsslJaccardLoss';

/** The weights in the code of the paper: of J, of cos p, of cos n. */
export const defaultWeights: LossWeights = [0.8, 0.1, 0.1];

/**
 * The three cross entropies over J, cos p and cos n, and their weighted sum (arXiv 2202.12921).
 * @param mask added to the negatives [N, K]: 0, or -Infinity to leave a candidate out.
 */
export function jaccardLossTerms(
  cosP: Similarities,
  cosN: Similarities,
  temperatures: { readonly jaccard: number; readonly p: number; readonly n: number },
  weights: LossWeights,
  mask?: tf.Tensor2D,
): JaccardLoss {
  const kernel = tf.getKernel(FUSED_KERNEL, tf.getBackend()) as tf.KernelConfig | undefined;
  if (kernel) {
    const inputs = {
      ...{ positivesP: cosP.positives, negativesP: cosP.negatives },
      ...{ positivesN: cosN.positives, negativesN: cosN.negatives },
      mask: mask ?? tf.tensor1d([], 'float32'),
    };
    const attributes = {
      temperatures: [temperatures.jaccard, temperatures.p, temperatures.n],
      weights: [...weights],
    };
    const outputs: tf.Tensor[] = tf.engine().runKernel(FUSED_KERNEL, inputs, attributes);
    const [loss, jaccard, p, n] = outputs as [tf.Scalar, tf.Scalar, tf.Scalar, tf.Scalar];
    return { loss, jaccard, p, n };
  }
  const jaccardOf = (part: keyof Similarities) => jaccardSimilarity(cosP[part], cosN[part]);
  const term = ({ positives, negatives }: Similarities, temperature: number) =>
    contrastiveCrossEntropy(positives, mask ? tf.add(negatives, mask) : negatives, temperature);
  const jaccard = term(
    { positives: jaccardOf('positives'), negatives: jaccardOf('negatives') },
    temperatures.jaccard,
  );
  const p = term(cosP, temperatures.p);
  const n = term(cosN, temperatures.n);
  const [weightJ, weightP, weightN] = weights;
  const loss = tf.addN([tf.mul(jaccard, weightJ), tf.mul(p, weightP), tf.mul(n, weightN)]);
  return { loss: loss as tf.Scalar, jaccard, p, n };
}

/** Cosines of corresponding rows of two matrices of unit rows [N, D]: [N, 1]. */
function pairCosines(first: tf.Tensor, second: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(first, second), 1, true);
}

/** Cosines of each query [N, D] with its key [N, D] and with every row of a queue [M, D]. */
export function queueSimilarities(
  query: tf.Tensor,
  key: tf.Tensor,
  queue: tf.Tensor,
): Similarities {
  return {
    positives: pairCosines(query, key),
    negatives: tf.matMul(query, queue, false, true), // [N, M]
  };
}

/**
 * Cosines within a batch of two views, z = [z1; z2]: row i and row i ± N are a positive pair, and every row
 * is a candidate for every other (arXiv 2002.05709, Eq. 1).
 */
export function batchSimilarities(z1: tf.Tensor, z2: tf.Tensor): Similarities {
  const both = tf.concat([z1, z2], 0);
  const pairs = pairCosines(z1, z2);
  return {
    positives: tf.tile(pairs, [2, 1]), // [2N, 1]
    negatives: tf.matMul(both, both, false, true), // [2N, 2N]
  };
}

/** Excludes each row of a batch of two views, and its positive, from the `negatives` of the batch: [2N, 2N]. */
export function batchMask({ shape }: tf.Tensor2D): tf.Tensor2D {
  const self = tf.tile(tf.eye(shape[0] / 2), [2, 2]);
  return tf.where<tf.Tensor2D>(tf.greater(self, 0), -Infinity, 0);
}
