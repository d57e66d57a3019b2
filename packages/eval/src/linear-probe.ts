import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from './check-classes.js';
import { checkCounts } from './check-counts.js';
import { topKAccuracy } from './top-k-accuracy.js';

/** A linear classifier on features. */
export interface LinearProbe {
  /** [F, L] */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** [L] */
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/** A {@link LinearProbe} that its holder frees. */
export interface OwnedLinearProbe extends LinearProbe {
  dispose(): void;
}

/**
 * A new classifier, first values uniform within ±1/√F as PyTorch's linear layer.
 * @param features F.
 * @param classes L.
 * @param random uniform numbers in [0, 1).
 * @throws RangeError for a size below 1.
 * @example
 * ```ts
 * import { createLinearProbe } from '@jssl/eval';
 *
 * let seed = 1; // any uniform numbers in [0, 1) will do: here Lehmer's
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

/** A probe of variables with these values. */
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
 * @throws RangeError when the features are not those of the classifier.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { linearProbeLogits } from '@jssl/eval';
 *
 * const probe = {
 *   weight: tf.variable(tf.tensor2d([[-1, 1]])),
 *   bias: tf.variable(tf.tensor1d([0, 5])),
 * };
 * console.log(linearProbeLogits(probe, tf.tensor2d([[2]])).arraySync()); // [ [ -2, 7 ] ]
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

/**
 * One optimizer step on the mean softmax cross entropy, with L2 weight decay added to the gradient as
 * PyTorch's optimizers have it. `tf.train.adam(rate, 0.9, 0.999, 1e-8)` is PyTorch's Adam.
 * @param features [N, F], borrowed.
 * @param labels [N], from 0 to L − 1.
 * @returns the loss before the step.
 * @throws RangeError when sizes disagree or a label is no class.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { createLinearProbe, linearProbeStep } from '@jssl/eval';
 *
 * const probe = createLinearProbe(1, 2, () => 0.5);
 * const adam = tf.train.adam(0.1, 0.9, 0.999, 1e-8);
 * const features = tf.tensor2d([[-1], [1]]); // [N, F]
 * const losses = [0, 1, 2].map(() => linearProbeStep(probe, adam, features, [0, 1]));
 * console.log(losses.map((loss) => loss.toFixed(2))); // [ '0.69', '0.60', '0.51' ]
 * ```
 */
export function linearProbeStep(
  probe: LinearProbe,
  optimizer: tf.Optimizer,
  features: tf.Tensor2D,
  labels: ArrayLike<number>,
  { weightDecay = 0 }: { readonly weightDecay?: number } = {},
): number {
  const { weight, bias } = probe;
  const [rows, columns] = features.shape;
  if (labels.length !== rows || columns !== weight.shape[0]) {
    throw new RangeError(
      `linearProbeStep: features must be [N, F] = [${labels.length}, ${weight.shape[0]}], got [${rows}, ${columns}]`,
    );
  }
  checkClasses('linearProbeStep', 'labels', labels, bias.shape[0]);
  return tf.tidy(() => {
    const targets = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), bias.shape[0]);
    const { value, grads } = tf.variableGrads(
      (): tf.Scalar => tf.losses.softmaxCrossEntropy(targets, linearProbeLogits(probe, features)),
      [weight, bias],
    );
    const decayed = [weight, bias].map((variable) => {
      const gradient = grads[variable.name];
      if (!gradient) throw new Error(`linearProbeStep: no gradient for ${variable.name}`);
      return { name: variable.name, tensor: tf.add(gradient, tf.mul(variable, weightDecay)) };
    });
    optimizer.applyGradients(decayed);
    return value.dataSync()[0] ?? NaN;
  });
}

/**
 * Top-1 and top-5 accuracy of a classifier.
 * @param features [N, F]
 * @param targets [N], from 0 to L − 1.
 * @returns shares in [0, 1].
 * @throws RangeError as `linearProbeLogits` and `topKAccuracy`.
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
 * const { top1 } = evaluateLinearProbe(probe, features, [0, 1, 0]);
 * console.log(top1.toFixed(3)); // 0.667
 * ```
 */
export function evaluateLinearProbe(
  probe: LinearProbe,
  features: tf.Tensor2D,
  targets: ArrayLike<number>,
): { top1: number; top5: number } {
  return tf.tidy(() => {
    const logits = linearProbeLogits(probe, features);
    return { top1: topKAccuracy(logits, targets, 1), top5: topKAccuracy(logits, targets, 5) };
  });
}
