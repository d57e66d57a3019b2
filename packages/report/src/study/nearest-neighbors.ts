import { nearestOthers } from '@jssl/eval';
import type * as tf from '@tensorflow/tfjs-core';

import type { Neighbors } from './neighbors.js';

/**
 * The k images most similar to each of N by cosine, without the image itself; of equally similar ones
 * the earlier comes first. Exact.
 * @param features L2-normalized rows [N, F].
 * @param k from 1 to N − 1.
 * @returns [N]
 */
export async function neighborsAmong(features: tf.Tensor2D, k: number): Promise<Neighbors[]> {
  const found = await nearestOthers(features, k);
  return found.map((others) => ({
    indices: others.map(({ place }) => place),
    similarities: others.map(({ similarity }) => similarity),
  }));
}
