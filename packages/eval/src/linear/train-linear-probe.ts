import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from '../checks/check-classes.js';
import { checkCounts } from '../checks/check-counts.js';
import { ownedProbe, type OwnedLinearProbe } from './linear-probe.js';
import { minimizeLbfgs, type LbfgsOptions } from './minimize-lbfgs.js';
import { createPauses } from '../pauses.js';
import { reduceColumns } from './reduce-columns.js';
import { regularizedLoss } from './regularized-loss.js';
import { withRows, type Rows } from '../with-rows.js';

/** Features [B, F] and their classes [B]. */
interface ProbeInputs {
  readonly features: Rows;
  readonly labels: ArrayLike<number>;
}

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
 * not decayed. With more features than rows, as raw pixels have, most iterations work on the inner products of the
 * rows. Works without the gradients of TensorFlow.js.
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
  { features, labels }: ProbeInputs,
  { classes, weightDecay = 0, tolerance = 1e-4, maxIterations = 1000 }: LinearProbeTraining,
): Promise<TrainedLinearProbe> {
  const trainer = await createTrainer('trainLinearProbe', { features, labels }, classes);
  try {
    return await trainer.train({ weightDecay, tolerance, maxIterations });
  } finally {
    trainer.dispose();
  }
}

/** Trains linear probes on the same features, with several weight decays. Its owner disposes it. */
export interface LinearProbeTrainer {
  /** Trains one, as {@link trainLinearProbe} does, from where the one before ended. */
  train(options?: Omit<LinearProbeTraining, 'classes'>): Promise<TrainedLinearProbe>;
  dispose(): void;
}

/**
 * Prepares features for training linear probes with several weight decays: faster than {@link trainLinearProbe} for each.
 * @param inputs as there.
 * @param classes L.
 * @throws RangeError as there.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { linearProbeTrainer } from '@jssl/eval';
 *
 * const features = tf.tensor2d([[0], [1], [0.1], [0.9]]); // [B, F]
 * const trainer = await linearProbeTrainer({ features, labels: [0, 1, 0, 1] }, 2);
 * for (const weightDecay of [0.1, 0.01]) {
 *   const { probe, loss } = await trainer.train({ weightDecay });
 *   if (weightDecay === 0.01) console.log(loss.toFixed(2)); // 0.06
 *   probe.dispose();
 * }
 * trainer.dispose();
 * ```
 */
export function linearProbeTrainer(
  inputs: ProbeInputs,
  classes: number,
): Promise<LinearProbeTrainer> {
  return createTrainer('linearProbeTrainer', inputs, classes);
}

function createTrainer(
  caller: string,
  { features, labels }: ProbeInputs,
  classes: number,
): Promise<LinearProbeTrainer> {
  return withRows(caller, { features }, (tensors) =>
    trainerOf(caller, { ...tensors, labels }, classes),
  );
}

async function trainerOf(
  caller: string,
  { features, labels }: ProbeInputs & { readonly features: tf.Tensor2D },
  classes: number,
): Promise<LinearProbeTrainer> {
  const [rows, columns] = features.shape;
  if (labels.length !== rows || rows === 0) {
    throw new RangeError(
      `${caller}: labels must be one for each of ${rows} rows, at least one, got ${labels.length}`,
    );
  }
  checkCounts(caller, { classes });
  checkClasses(caller, { labels }, classes);
  const { mean, factor } = standardization(features);
  const standardized = tf.tidy(() => tf.mul<tf.Tensor2D>(tf.sub(features, mean), factor));
  const targets = tf.tidy(() =>
    // With a float32 dtype, oneHot of the WebAssembly backend leaves the bits of integers: cast instead.
    tf.cast(
      tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes) as tf.Tensor2D,
      'float32',
    ),
  );
  const reduced = await reduceColumns(standardized);
  const pause = createPauses();
  const minimize = (
    over: tf.Tensor2D,
    start: Float64Array,
    { weightDecay, ...options }: Minimization,
  ) =>
    minimizeLbfgs(
      async (at) => {
        await pause();
        return regularizedLoss(at, { features: over, targets, weightDecay });
      },
      start,
      options,
    );
  let from: Float64Array = new Float64Array((columns + 1) * classes);
  let reducedFrom: Float64Array | undefined =
    reduced && new Float64Array((reduced.columns + 1) * classes);
  return {
    train: async ({ weightDecay = 0, tolerance = 1e-4, maxIterations = 1000 } = {}) => {
      checkCounts(caller, { maxIterations });
      if (!(weightDecay >= 0) || !(tolerance > 0)) {
        throw new RangeError(
          `${caller}: weightDecay must be at least 0 and tolerance above 0, got ${weightDecay} and ${tolerance}`,
        );
      }
      const options = { weightDecay, tolerance, maxIterations };
      let before = 0;
      if (reduced && reducedFrom) {
        const inverse = inverseCurvature(reduced.meanSquares, weightDecay, classes);
        const first = await minimize(reduced.features, reducedFrom, { ...options, inverse });
        before = first.iterations;
        reducedFrom = first.point;
        from = await reduced.expand(first.point);
      }
      // After the reduced problem this only sees to it that the gradient is small enough in each component.
      const left = { ...options, maxIterations: maxIterations - before };
      const { point, value, iterations, converged } = await minimize(standardized, from, left);
      from = point;
      const probe = probeOf(point, { mean, factor, classes });
      return { probe, loss: value, iterations: before + iterations, converged };
    },
    dispose: () => {
      tf.dispose([mean, factor, standardized, targets, reduced?.features ?? []]);
    },
  };
}

type Minimization = LbfgsOptions & { readonly weightDecay: number };

/** About the curvature of the cross entropy along a logit where a classifier is rather sure. */
const CURVATURE = 0.02;

/** The inverse of the loss's curvature along each coordinate of reduced columns. */
function inverseCurvature(
  meanSquares: Float64Array,
  weightDecay: number,
  classes: number,
): Float64Array {
  const all = [...meanSquares].map((square) => 1 / (CURVATURE * square + weightDecay));
  return Float64Array.from(
    [...all, 1 / CURVATURE].flatMap((one) => Array<number>(classes).fill(one)),
  );
}

/** The classifier of the unstandardized x: W'(x − µ)/σ + b. */
function probeOf(
  point: Float64Array,
  {
    mean,
    factor,
    classes,
  }: { readonly mean: tf.Tensor1D; readonly factor: tf.Tensor1D; readonly classes: number },
): OwnedLinearProbe {
  const columns = mean.shape[0];
  const [weight, bias] = tf.tidy(() => {
    const all = tf.tensor2d(Float32Array.from(point), [columns + 1, classes]);
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
  tf.dispose([weight, bias]);
  return probe;
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
