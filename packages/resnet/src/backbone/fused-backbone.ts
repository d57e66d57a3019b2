import * as tf from '@tensorflow/tfjs-core';

import type { Layer } from '../architecture/backbone-layers.js';
import { BATCH_NORM_EPSILON } from './batch-norm.js';

/**
 * Kernels that a backend may offer for a whole backbone. Inputs: `images` [N, H, W, C], and by name the
 * parameters and, in evaluation, the running statistics. Attributes: the `layers`, `epsilon`,
 * `precision`, and in training `splits`. Outputs: the feature [N, F]; in training also one that belongs
 * to the kernel's own gradient, then mean and unbiased variance of each batch norm in order.
 */
const TRAINING_KERNEL = 'JsslBackboneTraining';
const EVALUATION_KERNEL = 'JsslBackboneEvaluation';

/** Element type of the convolutions and of the maps between them. */
export type Precision = 'f32' | 'bf16';

export interface BackboneSettings {
  readonly training: boolean;
  readonly splits: number;
  readonly precision: Precision;
}

export interface BackboneOutput {
  /** [N, F] */
  readonly feature: tf.Tensor2D;
  /** In training: each batch norm's mean and unbiased variance [C] by the running statistics' names. */
  readonly batchStatistics: Readonly<Record<string, tf.Tensor1D>>;
}

/** Whether the backend has a kernel for these settings. */
export function hasFusedBackbone({ training }: Pick<BackboneSettings, 'training'>): boolean {
  const kernel = training ? TRAINING_KERNEL : EVALUATION_KERNEL;
  if (!(tf.getKernel(kernel, tf.getBackend()) as tf.KernelConfig | undefined)) return false;
  // The evaluation kernel has no gradient, so the backbone is composed of operations while a gradient is
  // recorded.
  return training || tf.engine().state.gradientDepth === 0;
}

/** Runs a backbone by the backend's kernel for it. */
export function fusedBackbone(
  layers: readonly Layer[],
  images: tf.Tensor4D,
  tensorOf: (name: string) => tf.Tensor,
  { training, splits, precision }: BackboneSettings,
): BackboneOutput {
  const norms = layers.flatMap((layer) => (layer.op === 'batchNorm' ? [layer.norm] : []));
  const filters = layers.flatMap((layer) => (layer.op === 'convolution' ? [layer.filter] : []));
  const statistics = norms.flatMap((norm) => [`${norm}.running_mean`, `${norm}.running_var`]);
  const names = [
    ...filters,
    ...norms.flatMap((norm) => [`${norm}.weight`, `${norm}.bias`]),
    ...(training ? [] : statistics),
  ];
  const inputs = { ...Object.fromEntries(names.map((name) => [name, tensorOf(name)])), images };
  const attributes = { layers: layers as Layer[], epsilon: BATCH_NORM_EPSILON, precision, splits };
  const outputs: tf.Tensor[] = tf
    .engine()
    .runKernel(training ? TRAINING_KERNEL : EVALUATION_KERNEL, inputs, attributes);
  const [feature, , ...measured] = outputs as [tf.Tensor2D, tf.Tensor, ...tf.Tensor1D[]];
  const named = training ? statistics.map((name, at) => [name, measured[at]] as const) : [];
  return {
    feature,
    batchStatistics: Object.fromEntries(named) as Record<string, tf.Tensor1D>,
  };
}
