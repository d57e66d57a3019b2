import type { Collectives } from '@jssl/distributed';
import * as tf from '@tensorflow/tfjs-core';

import { sumOverRanks } from './sum-over-ranks.js';

/** The means of tensors over the ranks, the same on each to the last bit; the arguments are disposed. */
export function meanOverRanks<T extends tf.Tensor>(
  tensors: Readonly<Record<string, T>>,
  job: Collectives,
): Record<string, T> {
  const sums = Object.entries(sumOverRanks(tensors, job));
  return Object.fromEntries(sums.map(([name, sum]) => [name, tf.div<T>(sum, job.size)]));
}

/** The means of numbers [n] over the ranks; the argument is borrowed. */
export function meanValues(values: Float32Array, job: Collectives): Float32Array {
  const sums = values.slice();
  job.allReduce(sums);
  return sums.map((sum) => sum / job.size);
}
