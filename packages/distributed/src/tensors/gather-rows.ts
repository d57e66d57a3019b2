import * as tf from '@tensorflow/tfjs-core';

import type { Collectives } from '../collectives.js';

/**
 * The rows [n, ...] of every rank behind one another in the order of ranks: [P·n, ...], without gradient.
 * Without a job, the rows themselves.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { gatherRows } from '@jssl/distributed/tensors';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * console.log(gatherRows(tf.tensor2d([[1, 2]]), singleProcess).shape); // [ 1, 2 ]
 * ```
 */
export function gatherRows<T extends tf.Tensor>(rows: T, job: Collectives | undefined): T {
  if (!job) return rows;
  const [count = 0, ...rest] = rows.shape;
  const all = job.allGather(rows.dataSync<'float32'>());
  return tf.tensor(all, [count * job.size, ...rest], 'float32') as T;
}

/**
 * The rows [n, ...] of this rank of the rows [P·n, ...] of all; without a job, all.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { ownRows } from '@jssl/distributed/tensors';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * console.log(ownRows(tf.tensor2d([[1, 2]]), singleProcess).shape); // [ 1, 2 ]
 * ```
 */
export function ownRows<T extends tf.Tensor>(all: T, job: Collectives | undefined): T {
  if (!job) return all;
  const [total = 0, ...rest] = all.shape;
  const count = total / job.size;
  return tf.slice(all, [job.rank * count, ...rest.map(() => 0)], [count, ...rest]);
}

/**
 * {@link gatherRows} for what is learned: the gradient of a rank's rows is the sum of what the losses of
 * all ranks say of them.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { gatherLearnedRows } from '@jssl/distributed/tensors';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const rows = tf.tensor2d([[1, 2]]);
 * const gradient = tf.grad((x) => tf.sum(gatherLearnedRows(x as tf.Tensor2D, singleProcess)))(rows);
 * console.log([...gradient.dataSync()]); // [ 1, 1 ]
 * ```
 */
export function gatherLearnedRows(rows: tf.Tensor2D, job: Collectives | undefined): tf.Tensor2D {
  if (!job) return rows;
  const gather = tf.customGrad((...inputs) => {
    const [own] = inputs as [tf.Tensor];
    return {
      value: gatherRows(own, job),
      gradFunc: (dy: tf.Tensor) => {
        const sums = dy.dataSync<'float32'>().slice();
        job.allReduce(sums);
        return ownRows(tf.tensor(sums, dy.shape, 'float32'), job);
      },
    };
  });
  return gather(rows) as tf.Tensor2D;
}
