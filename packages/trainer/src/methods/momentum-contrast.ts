import type { Random } from '@jssl/augment';
import { gatherRows, ownRows } from '@jssl/distributed/tensors';
import { encodeShuffled, KeyQueue, randomPermutation, updateMomentum } from '@jssl/moco';
import {
  cloneEncoder,
  updateMovingStatistics,
  type Encoding,
  type StoredTensor,
} from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import type { Embeddings } from './embeddings.js';
import { meanTerms } from './mean-terms.js';
import { prefixed, requireFit, storeTensors, writeVariables } from './method-state.js';
import type { LossTerms, Method, MethodContext } from './method.js';
import { allCosines, pairCosines, similarityMeans } from './similarity-means.js';

/** The differences between the MoCo methods. */
export interface QueueLoss {
  /** Whether the head n is learned; p always is. There is always a queue for n, to keep states compatible. */
  readonly learnsN: boolean;
  /** Sum of the weights of the terms. Default 1. */
  readonly lossScale?: number;
  readonly loss: (query: Embeddings, key: Embeddings, queue: Embeddings) => LossTerms;
}

/** The keys of one view on all ranks, and the batch statistics of the key encoder. */
interface Keys extends Embeddings {
  readonly statistics: Encoding['batchStatistics'];
}

/**
 * Momentum Contrast (arXiv 1911.05722, Algorithm 1): queries of the first view are compared with the keys
 * of the second and with a queue of earlier keys. A second encoder, whose parameters follow the learned ones
 * by momentum, encodes the keys from a shuffled batch, without gradient and with batch norm in training mode.
 * With `symmetric`, each view is query and key in turn, and the loss is the mean of both (arXiv 2104.02057,
 * Algorithm 1, but with a queue).
 *
 * In a job, images are shuffled among all ranks for encoding, and every rank receives all keys. A rank
 * compares its queries with the keys of its own images, and adds all keys to its queues in the order of the
 * batch (arXiv 1911.05722, Section 3.3; `_batch_shuffle_ddp` and `_dequeue_and_enqueue` in MoCo's code).
 */
export function createMomentumContrast(
  { config, encoder, encode, random, job }: MethodContext,
  { learnsN, lossScale = 1, loss }: QueueLoss,
): Method<readonly Keys[]> {
  const key = cloneEncoder(encoder, { trainable: false });
  const newQueue = () => new KeyQueue(config.m, config.featureDim, random);
  let queues = { p: newQueue(), n: newQueue() };
  const ownKeys = ({ p, n }: Keys): Embeddings => ({ p: ownRows(p, job), n: ownRows(n, job) });
  const queueRows = () => ({ p: queues.p.keys, n: queues.n.keys });
  const keyVariables = prefixed('key', { ...key.parameters, ...key.statistics });
  const remembered = () => ({ ...keyVariables, ...prefixed('queue', queueRows()) });
  const keysOf = (view: tf.Tensor4D, stepRandom: Random): Keys => {
    let statistics: Encoding['batchStatistics'] = {};
    const images = gatherRows(view, job);
    const permutation = randomPermutation(images.shape[0], stepRandom);
    const keys = encodeShuffled(images, permutation, (shuffled) => {
      const { p, n, batchStatistics } = encode(key, ownRows(shuffled, job));
      statistics = batchStatistics;
      return { p: gatherRows(p, job), n: gatherRows(n, job) };
    });
    return { ...keys, statistics };
  };
  return {
    noLearningLoss: lossScale * Math.log(config.m + 1),
    targets: ([first, second], stepRandom) =>
      (config.symmetric ? [second, first] : [second]).map((view) => keysOf(view, stepRandom)),
    loss: (views, targets) => {
      const encodings = targets.map((_, at) => encode(encoder, views[at] as tf.Tensor4D));
      const terms = encodings.map((query, at) =>
        loss(query, ownKeys(targets[at] as Keys), queueRows()),
      );
      return { ...meanTerms(terms), encodings };
    },
    afterStep: (parts) => {
      for (const { statistics } of parts.flat()) updateMovingStatistics(key, statistics);
      updateMomentum(key.parameters, encoder.parameters, config.momentum);
      for (const { p, n } of parts.flat()) {
        queues.p.enqueue(p);
        queues.n.enqueue(n);
      }
    },
    similarities: ([query], [keys]) => {
      if (!query || !keys) return {};
      const own = ownKeys(keys);
      const cosines = (head: 'p' | 'n') => ({
        positive: pairCosines(query[head], own[head]),
        negative: allCosines(query[head], queues[head].keys),
      });
      return similarityMeans(cosines('p'), learnsN ? cosines('n') : undefined);
    },
    queueFill: () => queues.p.realKeys / queues.p.length,
    save: () => ({
      tensors: storeTensors(remembered()),
      // Both queues are in step.
      numbers: { ...queues.p.position },
    }),
    restore: ({ tensors, numbers }) => {
      requireFit(remembered(), tensors);
      const { pointer = NaN, realKeys = NaN } = numbers;
      const open = (head: 'p' | 'n') => {
        const { data } = tensors[`queue/${head}`] as StoredTensor;
        const rows = tf.tensor2d(data, queues[head].keys.shape, 'float32');
        const queue = KeyQueue.restore(rows, { pointer, realKeys });
        rows.dispose();
        return queue;
      };
      const [p, n] = [open('p'), open('n')];
      queues.p.dispose();
      queues.n.dispose();
      queues = { p, n };
      writeVariables(keyVariables, tensors);
    },
    dispose: () => {
      key.dispose();
      queues.p.dispose();
      queues.n.dispose();
    },
  };
}
