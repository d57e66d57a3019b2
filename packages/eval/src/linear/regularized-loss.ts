import * as tf from '@tensorflow/tfjs-core';

import type { ValueAndGradient } from './minimize-lbfgs.js';

/** What a linear classifier is trained on. */
export interface RegularizedProblem {
  readonly features: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
  readonly weightDecay: number;
}

/**
 * Mean cross entropy + λ/2·‖W‖² and its gradient, Xᵀ(softmax(XW + b) − Y)/B + λW for W.
 * @param point W row by row and then b [F + 1, L].
 * @param problem.features X [B, F]
 * @param problem.targets Y, one-hot [B, L].
 */
export async function regularizedLoss(
  point: Float64Array,
  { features, targets, weightDecay }: RegularizedProblem,
): Promise<ValueAndGradient> {
  const [rows, columns] = features.shape;
  const classes = targets.shape[1];
  const outputs = tf.tidy(() => {
    const all = tf.tensor2d(new Float32Array(point), [columns + 1, classes]);
    const weight = tf.slice2d(all, [0, 0], [columns, -1]);
    const logits = tf.add(tf.matMul(features, weight), tf.slice2d(all, [columns, 0], [1, -1])); // [B, L]
    const logProbabilities = tf.logSoftmax(logits);
    const error = tf.div<tf.Tensor2D>(tf.sub(tf.exp(logProbabilities), targets), rows);
    const weightGradient = tf.add(
      tf.matMul(features, error, true, false),
      tf.mul(weight, weightDecay),
    );
    const loss = tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, targets))), rows);
    const decay = tf.mul(tf.sum(tf.square(weight)), weightDecay / 2);
    return {
      value: tf.add(loss, decay),
      gradient: tf.concat([weightGradient, tf.sum(error, 0, true)]),
    };
  });
  const value = (await outputs.value.data())[0] ?? NaN;
  const gradient = new Float64Array(await outputs.gradient.data());
  tf.dispose(outputs);
  return { value, gradient };
}
