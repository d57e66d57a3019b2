import { gatherLearnedRows, gatherRows } from '@jssl/distributed/tensors';
import * as tf from '@tensorflow/tfjs-core';

import type { Embeddings } from './embeddings.js';
import type { LossTerms, Method, MethodContext } from './method.js';
import { allCosines, pairCosines, similarityMeans } from './similarity-means.js';

/** The differences between the SimCLR methods. */
export interface BatchContrastLoss {
  /** Whether the head n is learned; p always is. */
  readonly learnsN: boolean;
  /** Sum of the weights of the terms. Default 1. */
  readonly lossScale?: number;
  readonly loss: (first: Embeddings, second: Embeddings) => LossTerms;
}

/**
 * SimCLR (arXiv 2002.05709, Algorithm 1): both views go through one encoder, and each image is compared
 * with the others of its batch. Each view has its own batch-norm statistics, as with the two passes of the
 * original. In a job, each image is compared with those of all ranks, and the gradient of an embedding is
 * summed over the losses of all ranks, like SimCLR's cross-replica gathering.
 */
export function createBatchContrast(
  { config, encoder, encode, job }: MethodContext,
  { learnsN, lossScale = 1, loss }: BatchContrastLoss,
): Method {
  const rows = config.batchSize / config.accumulate;
  const allRanks = ({ p, n }: Embeddings): Embeddings => ({
    p: gatherLearnedRows(p, job),
    // Don't send embeddings that no loss uses.
    n: learnsN ? gatherLearnedRows(n, job) : n,
  });
  return {
    noLearningLoss: lossScale * Math.log(2 * rows - 1),
    loss: (views) => {
      const [first, second] = [encode(encoder, views[0]), encode(encoder, views[1])];
      const [all, others] = [allRanks(first), allRanks(second)];
      return { ...loss(all, others), encodings: [first, second] };
    },
    similarities: ([first, second]) => {
      if (!first || !second) return {};
      const cosines = (head: 'p' | 'n') => {
        const [one, other] = [gatherRows(first[head], job), gatherRows(second[head], job)];
        return {
          positive: pairCosines(one, other),
          negative: withoutDiagonal(allCosines(one, other)),
        };
      };
      return similarityMeans(cosines('p'), learnsN ? cosines('n') : undefined);
    },
  };
}

/** The elements of a matrix [N, N] off its diagonal, which is every (N + 1)th: [N − 1, N]. */
function withoutDiagonal(matrix: tf.Tensor2D): tf.Tensor2D {
  const size = matrix.shape[0];
  const afterFirst = tf.slice1d(tf.reshape(matrix, [-1]), 1, size * size - 1);
  return tf.slice2d(tf.reshape(afterFirst, [size - 1, size + 1]), [0, 0], [size - 1, size]);
}
