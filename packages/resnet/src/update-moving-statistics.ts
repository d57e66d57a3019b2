import * as tf from '@tensorflow/tfjs-core';

import type { Encoder } from './encoder.js';

/**
 * Moves the running statistics towards a batch's, as PyTorch's batch norm:
 * running ← (1 − momentum) · running + momentum · batch. (TensorFlow's momentum is 1 minus this.)
 * @param batchStatistics of `encode` in training; borrowed.
 * @throws Error unless there is a batch statistic for each running one, and none besides.
 */
export function updateMovingStatistics(
  { statistics }: Pick<Encoder, 'statistics'>,
  batchStatistics: Readonly<Record<string, tf.Tensor>>,
  momentum = 0.1,
): void {
  const unknown = Object.keys(batchStatistics).find((name) => !(name in statistics));
  const missing = Object.keys(statistics).find((name) => !(name in batchStatistics));
  if (unknown !== undefined || missing !== undefined) {
    throw new Error(
      unknown === undefined
        ? `updateMovingStatistics: there is no batch statistic for ${String(missing)}`
        : `updateMovingStatistics: the encoder has no running statistic ${unknown}`,
    );
  }
  for (const [name, running] of Object.entries(statistics)) {
    const batch = batchStatistics[name];
    if (!batch) continue;
    tf.tidy(() => {
      running.assign(tf.add(tf.mul(running, 1 - momentum), tf.mul(batch, momentum)));
    });
  }
}
