import * as tf from '@tensorflow/tfjs-core';

import { BATCH_NORM_EPSILON } from './batch-norm.js';

/**
 * A kernel that a backend may offer for a projection head in training, with its gradient. Inputs are the `feature`
 * [N, F], `hiddenWeight` [F, H], `scale` and `offset` of the batch norm [H], `weight` [H, D] and `bias` [D]; attributes
 * `splits`, equal groups along the batch with statistics of their own, and `epsilon`; outputs the unit rows [N, D], mean
 * and unbiased variance [H], and whatever its gradient needs.
 */
const KERNEL = 'JsslHeadTraining';

/** Whether the backend has a kernel for heads in training. */
export function hasFusedHead(): boolean {
  return Boolean(tf.getKernel(KERNEL, tf.getBackend()));
}

/** Runs a head of a name by the backend's kernel for it. @returns its unit rows, and its batch norm's statistics by name. */
export function fusedHead(
  name: string,
  feature: tf.Tensor2D,
  { tensorOf, splits }: { readonly tensorOf: (name: string) => tf.Tensor; readonly splits: number },
): {
  readonly rows: tf.Tensor2D;
  readonly batchStatistics: Readonly<Record<string, tf.Tensor1D>>;
} {
  const tensor = (part: string) => tensorOf(`${name}.${part}`);
  const inputs = {
    ...{ feature, hiddenWeight: tensor('0.weight') },
    ...{ scale: tensor('1.weight'), offset: tensor('1.bias') },
    ...{ weight: tensor('3.weight'), bias: tensor('3.bias') },
  };
  const outputs: tf.Tensor[] = tf
    .engine()
    .runKernel(KERNEL, inputs, { splits, epsilon: BATCH_NORM_EPSILON });
  const [rows, mean, variance] = outputs as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
  const batchStatistics = {
    [`${name}.1.running_mean`]: mean,
    [`${name}.1.running_var`]: variance,
  };
  return { rows, batchStatistics };
}
