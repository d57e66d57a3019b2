import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from './check-classes.js';
import { checkCounts } from './check-counts.js';
import { ownedProbe, type OwnedLinearProbe } from './linear-probe.js';
import { minimizeLbfgs, type ValueAndGradient } from './minimize-lbfgs.js';
import { createPauses } from './pauses.js';

/** How to train a linear probe. */
export interface LinearProbeTraining {
  /** L, the number of classes. */
  readonly classes: number;
  /** λ: the loss is the mean cross entropy + λ/2·‖W‖², W on standardized features. Default 0. */
  readonly weightDecay?: number;
  /** Stop when no component of the gradient exceeds this. Default 1e-4. */
  readonly tolerance?: number;
  /** Default 1000. */
  readonly maxIterations?: number;
}

/** A classifier, and how its training ended. */
export interface TrainedLinearProbe {
  /** The caller disposes it. */
  readonly probe: OwnedLinearProbe;
  /** The minimized loss. */
  readonly loss: number;
  readonly iterations: number;
  /** False if the iterations ran out before the gradient was within the tolerance. */
  readonly converged: boolean;
}

/**
 * Trains a linear classifier (multinomial logistic regression) on features computed once, by L-BFGS
 * from zero to convergence. The loss is convex, so the result does not depend on chance. Features are
 * standardized internally, column by column; the returned classifier takes them unstandardized. The bias is
 * not decayed. Works without the gradients of TensorFlow.js.
 * @param inputs.features [B, F], borrowed.
 * @param inputs.labels [B].
 * @throws RangeError when sizes disagree, a label is not a class, or an option is out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { evaluateLinearProbe, trainLinearProbe } from '@jssl/eval';
 *
 * const features = tf.tensor2d([[0], [1], [0.1], [0.9]]); // [B, F]
 * const labels = [0, 1, 0, 1];
 * const { probe, converged } = await trainLinearProbe(
 *   { features, labels },
 *   { classes: 2, weightDecay: 0.01 },
 * );
 * const { top1 } = await evaluateLinearProbe(probe, features, labels);
 * console.log(converged, top1); // true 1
 * ```
 */
export async function trainLinearProbe(
  { features, labels }: { readonly features: tf.Tensor2D; readonly labels: ArrayLike<number> },
  { classes, weightDecay = 0, tolerance = 1e-4, maxIterations = 1000 }: LinearProbeTraining,
): Promise<TrainedLinearProbe> {
  const [rows, columns] = features.shape;
  if (labels.length !== rows || rows === 0) {
    throw new RangeError(
      `trainLinearProbe: labels must be one for each of ${rows} rows, at least one, got ${labels.length}`,
    );
  }
  checkCounts('trainLinearProbe', { classes, maxIterations });
  checkClasses('trainLinearProbe', { labels }, classes);
  if (!(weightDecay >= 0) || !(tolerance > 0)) {
    throw new RangeError(
      `trainLinearProbe: weightDecay must be at least 0 and tolerance above 0, got ${weightDecay} and ${tolerance}`,
    );
  }
  const { mean, factor } = standardization(features);
  const standardized = tf.tidy(() => tf.mul<tf.Tensor2D>(tf.sub(features, mean), factor));
  const targets = tf.tidy(() =>
    // With a float32 dtype, oneHot of the WebAssembly backend leaves the bits of integers: cast instead.
    tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes), 'float32'),
  );
  const pause = createPauses();
  const { point, value, iterations, converged } = await minimizeLbfgs(
    async (at) => {
      await pause();
      return regularizedLoss(at, {
        features: standardized,
        targets: targets as tf.Tensor2D,
        weightDecay,
      });
    },
    new Float64Array((columns + 1) * classes),
    { tolerance, maxIterations },
  );
  const [weight, bias] = tf.tidy(() => {
    const all = tf.tensor2d(Float32Array.from(point), [columns + 1, classes]);
    // W'(x − µ)/σ + b as a classifier of the unstandardized x.
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

/** For each column, the value to subtract [F] and the factor to multiply by afterwards [F]. */
function standardization(features: tf.Tensor2D) {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(features, 0);
    // Drop columns that vary only by rounding, instead of amplifying it.
    const changes = tf.greater(variance, tf.mul(tf.square(mean), 1e-10));
    const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-12)), tf.cast(changes, 'float32'));
    return { mean: mean as tf.Tensor1D, factor: factor as tf.Tensor1D };
  });
}

interface RegularizedProblem {
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
async function regularizedLoss(
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
