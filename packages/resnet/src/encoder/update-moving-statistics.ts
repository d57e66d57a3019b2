import * as tf from '@tensorflow/tfjs-core';

import type { Encoder } from './encoder.js';
import { moveTogether } from './move-together.js';

/**
 * An optional backend kernel: inputs `value` and `target`, attribute `rate`; output
 * value − rate · (value − target), which reuses the memory of `value`.
 */
const MOVE_TOWARDS = 'JsslMoveTowards';

/**
 * Updates the running statistics with a batch's, like PyTorch's batch norm:
 * running ← (1 − momentum) · running + momentum · batch. (TensorFlow's momentum is 1 minus this.)
 * @param batchStatistics from `encode` in training; borrowed.
 * @throws Error, changing nothing, unless the batch statistics have the same names and shapes as the
 * running ones.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { updateMovingStatistics } from '@jssl/resnet';
 *
 * const statistics = { 'bn1.running_mean': tf.variable(tf.tensor1d([1]), false) };
 * updateMovingStatistics({ statistics }, { 'bn1.running_mean': tf.tensor1d([3]) }, 0.25);
 * console.log(statistics['bn1.running_mean'].dataSync()[0]); // 1.5
 * ```
 */
export function updateMovingStatistics(
  { statistics }: Pick<Encoder, 'statistics'>,
  batchStatistics: Readonly<Record<string, tf.Tensor>>,
  momentum = 0.1,
): void {
  const unknown = Object.keys(batchStatistics).find((name) => !Object.hasOwn(statistics, name));
  if (unknown !== undefined) {
    throw new Error(`updateMovingStatistics: the encoder has no running statistic ${unknown}`);
  }
  const pairs = Object.entries(statistics).map(([name, running]) => {
    const batch = batchStatistics[name];
    if (!batch) {
      throw new Error(`updateMovingStatistics: there is no batch statistic for ${name}`);
    }
    if (!tf.util.arraysEqual(running.shape, batch.shape)) {
      throw new Error(
        `updateMovingStatistics: ${name} must be [${running.shape.join(', ')}], got [${batch.shape.join(', ')}]`,
      );
    }
    return [running, batch] as const;
  });
  if (moveTogether(pairs, momentum)) return;
  for (const [running, batch] of pairs) {
    tf.tidy(() => {
      running.assign(moved(running, batch, momentum));
    });
  }
}

function moved(value: tf.Tensor, target: tf.Tensor, rate: number): tf.Tensor {
  if (tf.getKernel(MOVE_TOWARDS, tf.getBackend()) as tf.KernelConfig | undefined) {
    const outputs: tf.Tensor[] = tf.engine().runKernel(MOVE_TOWARDS, { value, target }, { rate });
    if (outputs[0]) return outputs[0];
  }
  return tf.add(tf.mul(value, 1 - rate), tf.mul(target, rate));
}
