import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from './check-classes.js';
import { checkCounts } from './check-counts.js';
import { createLinearProbe, linearProbeStep, type LinearProbe } from './linear-probe.js';

export interface LinearProbeTraining {
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's learning rate. */
  readonly learningRate: number;
  /** L2 weight decay, added to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** L, the classes. */
  readonly classes: number;
  /** Uniform numbers in [0, 1), for the first values and the order of the rows. */
  readonly random: () => number;
}

/**
 * Trains a linear classifier by Adam on features computed once: fast, without augmentation. The
 * features are standardised inside, column by column, and the classifier that is returned takes them
 * as they are.
 * @param data.features [B, F], borrowed; @param data.labels [B].
 * @returns a classifier to be freed by `disposeLinearProbe`.
 * @throws RangeError when sizes disagree, a label is no class, or a count is below 1.
 */
export function trainLinearProbe(
  { features, labels }: { readonly features: tf.Tensor2D; readonly labels: ArrayLike<number> },
  options: LinearProbeTraining,
): LinearProbe {
  const { epochs, batchSize, classes, random, weightDecay = 0 } = options;
  const [rows, columns] = features.shape;
  if (labels.length !== rows || rows === 0) {
    throw new RangeError(
      `trainLinearProbe: labels must be one for each of ${rows} rows, at least one, got ${labels.length}`,
    );
  }
  checkCounts('trainLinearProbe', { epochs, batchSize, classes });
  checkClasses('trainLinearProbe', 'labels', labels, classes);
  const probe = createLinearProbe(columns, classes, random);
  const optimizer = tf.train.adam(options.learningRate, 0.9, 0.999, 1e-8);
  tf.tidy(() => {
    const { mean, variance } = tf.moments(features, 0);
    // A column that changes by no more than rounding is left out, not blown up.
    const changes = tf.greater(variance, tf.mul(tf.square(mean), 1e-10));
    const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-12)), tf.cast(changes, 'float32'));
    const standardised = tf.mul<tf.Tensor2D>(tf.sub(features, mean), factor);
    const order = Int32Array.from({ length: rows }, (_, row) => row);
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      for (let start = 0; start < rows; start += batchSize) {
        const batch = order.subarray(start, start + batchSize);
        tf.tidy(() => {
          const chosen = tf.gather(standardised, tf.tensor1d(batch, 'int32'));
          const targets = batch.map((row) => labels[row] ?? 0);
          linearProbeStep(probe, optimizer, chosen, targets, { weightDecay });
        });
      }
    }
    // W'(x − µ)/σ + b as a classifier of x itself.
    const weight = tf.mul<tf.Tensor2D>(probe.weight, tf.expandDims(factor, 1));
    const shift = tf.squeeze(tf.matMul(tf.expandDims(mean, 0), weight), [0]);
    probe.bias.assign(tf.sub(probe.bias, shift));
    probe.weight.assign(weight);
  });
  optimizer.dispose();
  return probe;
}

/** Fisher and Yates, in place. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
}
