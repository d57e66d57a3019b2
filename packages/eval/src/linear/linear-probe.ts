import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from '../checks/check-classes.js';
import { checkCounts } from '../checks/check-counts.js';
import { guessesFrom, shareWithin } from '../accuracy/guesses.js';
import { withRows, type Rows } from '../with-rows.js';

/** A linear classifier on features. */
export interface LinearProbe {
  /** [F, L] */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** [L] */
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/** A {@link LinearProbe} that its owner disposes. */
export interface OwnedLinearProbe extends LinearProbe {
  dispose(): void;
}

/**
 * A new classifier, initialized like PyTorch's linear layer: uniform within ±1/√F.
 * @param features F.
 * @param classes L.
 * @param random uniform numbers in [0, 1).
 * @throws RangeError for a size below 1.
 * @example
 * ```ts
 * import { createLinearProbe } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * const probe = createLinearProbe(512, 10, random); // F, L
 * console.log(probe.weight.shape, probe.bias.shape); // [ 512, 10 ] [ 10 ]
 * probe.dispose();
 * ```
 */
export function createLinearProbe(
  features: number,
  classes: number,
  random: () => number,
): OwnedLinearProbe {
  checkCounts('createLinearProbe', { features, classes });
  const bound = 1 / Math.sqrt(features);
  const uniform = (size: number) =>
    Float32Array.from({ length: size }, () => (2 * random() - 1) * bound);
  const weight = tf.tensor2d(uniform(features * classes), [features, classes]);
  const bias = tf.tensor1d(uniform(classes));
  const probe = ownedProbe(weight, bias);
  tf.dispose([weight, bias]);
  return probe;
}

/** A probe whose variables start with these values. */
export function ownedProbe(weights: tf.Tensor2D, biases: tf.Tensor1D): OwnedLinearProbe {
  const [weight, bias] = [tf.variable(weights), tf.variable(biases)];
  return {
    ...{ weight, bias },
    dispose: () => {
      tf.dispose([weight, bias]);
    },
  };
}

/**
 * Logits [N, L] of features [N, F].
 * @throws RangeError when the features do not have the size of the classifier.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { linearProbeLogits } from '@jssl/eval';
 *
 * const probe = {
 *   weight: tf.variable(tf.tensor2d([[-1, 1]])),
 *   bias: tf.variable(tf.tensor1d([0, 5])),
 * };
 * console.log(await linearProbeLogits(probe, tf.tensor2d([[2]])).array()); // [ [ -2, 7 ] ]
 * ```
 */
export function linearProbeLogits(
  { weight, bias }: LinearProbe,
  features: tf.Tensor2D,
): tf.Tensor2D {
  if (features.rank !== 2 || features.shape[1] !== weight.shape[0]) {
    throw new RangeError(
      `linearProbeLogits: features must be [N, F] with F = ${weight.shape[0]}, got [${features.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => tf.add(tf.matMul(features, weight), bias));
}

/** A batch to train a {@link LinearProbe} on. */
export interface LinearProbeBatch {
  /** [N, F], borrowed. */
  readonly features: tf.Tensor2D;
  /** [N], from 0 to L − 1. */
  readonly labels: ArrayLike<number>;
}

/**
 * Mean softmax cross entropy of a batch and its gradients, for any optimizer.
 * @throws RangeError when sizes disagree or a label is not a class.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { createLinearProbe, linearProbeGradients } from '@jssl/eval';
 *
 * const probe = createLinearProbe(1, 2, () => 0.5); // all zeros
 * const features = tf.tensor2d([[-1], [1]]); // [N, F]
 * const { loss, gradients } = linearProbeGradients(probe, { features, labels: [0, 1] });
 * console.log((await loss.data())[0].toFixed(3), await gradients.weight.array()); // 0.693 [ [ 0.5, -0.5 ] ]
 * ```
 */
export function linearProbeGradients(
  probe: LinearProbe,
  batch: LinearProbeBatch,
): {
  readonly loss: tf.Scalar;
  readonly gradients: { readonly weight: tf.Tensor; readonly bias: tf.Tensor };
} {
  return gradientsOf('linearProbeGradients', probe, batch);
}

function gradientsOf(caller: string, probe: LinearProbe, { features, labels }: LinearProbeBatch) {
  const { weight, bias } = probe;
  const [rows, columns] = features.shape;
  const classes = bias.shape[0];
  if (labels.length !== rows || columns !== weight.shape[0]) {
    throw new RangeError(
      `${caller}: features must be [N, F] = [${labels.length}, ${weight.shape[0]}], got [${rows}, ${columns}]`,
    );
  }
  checkClasses(caller, { labels }, classes);
  return tf.tidy(() => {
    const targets = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes);
    const { value: loss, grads } = tf.variableGrads(
      (): tf.Scalar => tf.losses.softmaxCrossEntropy(targets, linearProbeLogits(probe, features)),
      [weight, bias],
    );
    const gradientOf = ({ name }: tf.Variable) => {
      if (!grads[name]) throw new Error(`${caller}: no gradient for ${name}`);
      return grads[name];
    };
    return { loss, gradients: { weight: gradientOf(weight), bias: gradientOf(bias) } };
  });
}

/**
 * One step of a TensorFlow.js optimizer on the mean softmax cross entropy. Weight decay is L2, added to the
 * gradient as in PyTorch's optimizers. `tf.train.adam(rate, 0.9, 0.999, 1e-8)` is PyTorch's Adam.
 * @param options.features [N, F], borrowed until this call returns its promise.
 * @param options.labels [N], from 0 to L − 1.
 * @returns the loss before the step.
 * @throws RangeError when sizes disagree or a label is not a class.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { createLinearProbe, linearProbeStep } from '@jssl/eval';
 *
 * const probe = createLinearProbe(1, 2, () => 0.5);
 * const adam = tf.train.adam(0.1, 0.9, 0.999, 1e-8);
 * const features = tf.tensor2d([[-1], [1]]); // [N, F]
 * for (const step of [1, 2, 3]) {
 *   const loss = await linearProbeStep(probe, adam, { features, labels: [0, 1] });
 *   if (step === 3) console.log(loss.toFixed(2)); // 0.51
 * }
 * ```
 */
export async function linearProbeStep(
  probe: LinearProbe,
  optimizer: tf.Optimizer,
  { weightDecay = 0, ...batch }: LinearProbeBatch & { readonly weightDecay?: number },
): Promise<number> {
  const { weight, bias } = probe;
  const loss = tf.tidy(() => {
    const { loss, gradients } = gradientsOf('linearProbeStep', probe, batch);
    const decayed = ([variable, gradient]: readonly [tf.Variable, tf.Tensor]) => ({
      name: variable.name,
      tensor: tf.add(gradient, tf.mul(variable, weightDecay)),
    });
    const pairs = [[weight, gradients.weight] as const, [bias, gradients.bias] as const];
    optimizer.applyGradients(pairs.map(decayed));
    return loss;
  });
  const [value = NaN] = await loss.data();
  loss.dispose();
  return value;
}

/**
 * Top-1 and top-5 accuracy of a classifier.
 * @param features [N, F]
 * @param targets [N], from 0 to L − 1.
 * @returns shares in [0, 1].
 * @throws RangeError like `linearProbeLogits` and `guessesOf`.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { evaluateLinearProbe } from '@jssl/eval';
 *
 * const probe = {
 *   weight: tf.variable(tf.tensor2d([[-1, 1]])),
 *   bias: tf.variable(tf.tensor1d([0, 0])),
 * };
 * const features = tf.tensor2d([[-2], [3], [4]]); // [N, F]
 * const { top1 } = await evaluateLinearProbe(probe, features, [0, 1, 0]);
 * console.log(top1.toFixed(3)); // 0.667
 * ```
 */
export async function evaluateLinearProbe(
  probe: LinearProbe,
  features: Rows,
  targets: ArrayLike<number>,
): Promise<{ top1: number; top5: number }> {
  return withRows('evaluateLinearProbe', { features }, async (tensors) => {
    const logits = linearProbeLogits(probe, tensors.features);
    try {
      const guesses = await guessesFrom('evaluateLinearProbe', logits, targets);
      return { top1: shareWithin(guesses, 1), top5: shareWithin(guesses, 5) };
    } finally {
      logits.dispose();
    }
  });
}
