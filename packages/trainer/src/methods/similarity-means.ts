import { jaccardSimilarity } from '@jssl/jaccard-loss';
import * as tf from '@tensorflow/tfjs-core';

import type { Similarities } from './method.js';

/** Cosines of the embeddings of one head, of positive pairs and of negatives; any shapes. */
export interface HeadCosines {
  readonly positive: tf.Tensor;
  readonly negative: tf.Tensor;
}

/** Mean cosines of each head, and with both heads the mean Jaccard similarity. */
export function similarityMeans(p: HeadCosines, n: HeadCosines | undefined): Similarities {
  return {
    positiveCosineP: tf.mean(p.positive),
    negativeCosineP: tf.mean(p.negative),
    ...(n && {
      positiveCosineN: tf.mean(n.positive),
      negativeCosineN: tf.mean(n.negative),
      positiveJaccard: tf.mean(jaccardSimilarity(p.positive, n.positive)),
      negativeJaccard: tf.mean(jaccardSimilarity(p.negative, n.negative)),
    }),
  };
}

/** Cosines of corresponding rows of two matrices of unit rows [N, D]: [N]. */
export function pairCosines(first: tf.Tensor2D, second: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(first, second), 1);
}

/** Cosines of all unit rows [N, D] with all [K, D]: [N, K]. */
export function allCosines(rows: tf.Tensor2D, others: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(rows, others, false, true);
}
