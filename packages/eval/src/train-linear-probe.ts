import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from './check-classes.js';
import { checkCounts } from './check-counts.js';
import { ownedProbe, type OwnedLinearProbe } from './linear-probe.js';
import { minimizeLbfgs } from './minimize-lbfgs.js';

export interface LinearProbeTraining {
  /** L, the classes. */
  readonly classes: number;
  /** λ: the loss is the mean cross entropy + λ/2·‖W‖², W on standardized features. Default 0. */
  readonly weightDecay?: number;
  /** The largest component of the gradient to stop at. Default 1e-4. */
  readonly tolerance?: number;
  /** Default 1000. */
  readonly maxIterations?: number;
}

/** A classifier, and how its training ended. */
export interface TrainedLinearProbe {
  /** The caller disposes it. */
  readonly probe: OwnedLinearProbe;
  /** The loss that was minimized, at the end. */
  readonly loss: number;
  readonly iterations: number;
  /** False if the iterations ran out before the gradient was as small as asked for. */
  readonly converged: boolean;
}

/**
 * Trains a linear classifier (multinomial logistic regression) on features computed once, by L-BFGS
 * from zero to convergence: until no component of the gradient exceeds `tolerance`. The loss is convex,
 * so that nothing depends on chance. The features are standardized inside, column by column, and the
 * classifier that is returned takes them as they are; its bias is not decayed. Needs no gradients of
 * TensorFlow.js.
 * @param inputs.features [B, F], borrowed.
 * @param inputs.labels [B].
 * @throws RangeError when sizes disagree, a label is no class, or an option is out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { evaluateLinearProbe, trainLinearProbe } from '@jssl/eval';
 *
 * const features = tf.tensor2d([[0], [1], [0.1], [0.9]]); // [B, F]
 * const labels = [0, 1, 0, 1];
 * const { probe, converged } = trainLinearProbe(
 *   { features, labels },
 *   { classes: 2, weightDecay: 0.01 },
 * );
 * console.log(converged, evaluateLinearProbe(probe, features, labels).top1); // true 1
 * ```
 */
export function trainLinearProbe(
  { features, labels }: { readonly features: tf.Tensor2D; readonly labels: ArrayLike<number> },
  { classes, weightDecay = 0, tolerance = 1e-4, maxIterations = 1000 }: LinearProbeTraining,
): TrainedLinearProbe {
  const [rows, columns] = features.shape;
  if (labels.length !== rows || rows === 0) {
    throw new RangeError(
      `trainLinearProbe: labels must be one for each of ${rows} rows, at least one, got ${labels.length}`,
    );
  }
  checkCounts('trainLinearProbe', { classes, maxIterations });
  checkClasses('trainLinearProbe', 'labels', labels, classes);
  if (!(weightDecay >= 0) || !(tolerance > 0)) {
    throw new RangeError(
      `trainLinearProbe: weightDecay must be at least 0 and tolerance above 0, got ${weightDecay} and ${tolerance}`,
    );
  }
  const { mean, factor } = standardization(features);
  const standardized = tf.tidy(() => tf.mul<tf.Tensor2D>(tf.sub(features, mean), factor));
  const targets = tf.tidy(() =>
    // As float32 at once, oneHot of the WebAssembly backend leaves the bits of integers.
    tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes), 'float32'),
  );
  const { point, value, iterations, converged } = minimizeLbfgs(
    (at) => regularizedLoss(at, standardized, targets as tf.Tensor2D, weightDecay),
    new Float64Array((columns + 1) * classes),
    { tolerance, maxIterations },
  );
  const [weight, bias] = tf.tidy(() => {
    const all = tf.tensor2d(Float32Array.from(point), [columns + 1, classes]);
    // W'(x − µ)/σ + b as a classifier of x itself.
    const weight = tf.mul<tf.Tensor2D>(
      tf.slice2d(all, [0, 0], [columns, -1]),
      tf.expandDims(factor, 1),
    );
    const shift = tf.matMul(tf.expandDims(mean, 0), weight); // [1, L]
    const bias = tf.squeeze<tf.Tensor1D>(
      tf.sub(tf.slice2d(all, [columns, 0], [1, -1]), shift),
      [0],
    );
    return [weight, bias] as [tf.Tensor2D, tf.Tensor1D];
  });
  const probe = ownedProbe(weight, bias);
  tf.dispose([weight, bias, mean, factor, standardized, targets]);
  return { probe, loss: value, iterations, converged };
}

/** What to take from each column [F], and what to multiply it by then [F]. */
function standardization(features: tf.Tensor2D) {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(features, 0);
    // A column that changes by no more than rounding is left out, not blown up.
    const changes = tf.greater(variance, tf.mul(tf.square(mean), 1e-10));
    const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-12)), tf.cast(changes, 'float32'));
    return { mean: mean as tf.Tensor1D, factor: factor as tf.Tensor1D };
  });
}

/**
 * Mean cross entropy + λ/2·‖W‖² and its gradient, Xᵀ(softmax(XW + b) − Y)/B + λW for W.
 * @param point W row by row and then b [F + 1, L].
 * @param features X [B, F]
 * @param targets Y, one-hot [B, L].
 */
function regularizedLoss(
  point: Float64Array,
  features: tf.Tensor2D,
  targets: tf.Tensor2D,
  weightDecay: number,
): { value: number; gradient: Float64Array } {
  const [rows, columns] = features.shape;
  const classes = targets.shape[1];
  const outputs = tf.tidy(() => {
    const all = tf.tensor2d(Float32Array.from(point), [columns + 1, classes]);
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
  const value = outputs.value.dataSync()[0] ?? NaN;
  const gradient = Float64Array.from(outputs.gradient.dataSync());
  tf.dispose(outputs);
  return { value, gradient };
}
