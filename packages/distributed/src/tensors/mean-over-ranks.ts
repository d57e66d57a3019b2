import * as tf from '@tensorflow/tfjs-core';

import type { Collectives } from '../collectives.js';
import { sumOverRanks } from './sum-over-ranks.js';

/**
 * The means of tensors over the ranks, the same on each to the last bit; the arguments are disposed.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { meanOverRanks } from '@jssl/distributed/tensors';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const { loss } = meanOverRanks({ loss: tf.scalar(3) }, singleProcess);
 * console.log(loss?.dataSync()[0]); // 3
 * ```
 */
export function meanOverRanks<T extends tf.Tensor>(
  tensors: Readonly<Record<string, T>>,
  job: Collectives,
): Record<string, T> {
  const sums = Object.entries(sumOverRanks(tensors, job));
  return Object.fromEntries(sums.map(([name, sum]) => [name, tf.div<T>(sum, job.size)]));
}

/**
 * The means of numbers [n] over the ranks; the argument is borrowed.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { meanValues } from '@jssl/distributed/tensors';
 *
 * console.log([...meanValues(Float32Array.of(1, 2), singleProcess)]); // [ 1, 2 ]
 * ```
 */
export function meanValues(values: Float32Array, job: Collectives): Float32Array {
  const sums = values.slice();
  job.allReduce(sums);
  return sums.map((sum) => sum / job.size);
}
