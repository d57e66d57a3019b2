import * as tf from '@tensorflow/tfjs-core';

/** Added to the variance; PyTorch's and torchvision's value. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * A kernel that a backend may offer: batch norm with the statistics of the batch, and its gradient.
 * Inputs `x` [N, H, W, C], `scale` [C], `offset` [C]; attribute `epsilon`; outputs y, the batch's mean
 * and its unbiased variance [C], and whatever else its own gradient needs.
 */
const FUSED_KERNEL = 'JsslBatchNormTraining';

export interface NormalizedBatch {
  readonly y: tf.Tensor4D;
  /** Mean of the batch [C]. */
  readonly mean: tf.Tensor1D;
  /** Unbiased variance of the batch [C], what PyTorch's running variance takes in. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch norm with the statistics of the batch (arXiv 1502.03167, Algorithm 1): normalised by the
 * biased variance, as everywhere. In `splits` groups along the batch each group has statistics of
 * its own, and the mean over the groups is returned.
 * @param x [N, H, W, C], N divisible by `splits`.
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  splits: number,
): NormalizedBatch {
  const kernel = tf.getKernel(FUSED_KERNEL, tf.getBackend()) as tf.KernelConfig | undefined;
  const normalizeGroup = kernel ? fused : composed;
  if (splits === 1) return normalizeGroup(x, scale, offset);
  const groups = tf
    .split<tf.Tensor4D>(x, splits)
    .map((group) => normalizeGroup(group, scale, offset));
  const average = (statistics: tf.Tensor1D[]) => tf.mean<tf.Tensor1D>(tf.stack(statistics), 0);
  return {
    y: tf.concat(groups.map(({ y }) => y)),
    mean: average(groups.map(({ mean }) => mean)),
    variance: average(groups.map(({ variance }) => variance)),
  };
}

/** Batch norm with running statistics; nothing of the batch enters. */
export function batchNormInference(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
): tf.Tensor4D {
  return tf.batchNorm4d(x, mean, variance, offset, scale, BATCH_NORM_EPSILON);
}

function fused(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): NormalizedBatch {
  const outputs: tf.Tensor[] = tf
    .engine()
    .runKernel(FUSED_KERNEL, { x, scale, offset }, { epsilon: BATCH_NORM_EPSILON });
  const [y, mean, variance] = outputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
  return { y, mean, variance };
}

function composed(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): NormalizedBatch {
  const [n, height, width] = x.shape;
  const count = n * height * width;
  const mean = tf.mean<tf.Tensor1D>(x, [0, 1, 2]);
  const centered = tf.sub(x, mean);
  const biased = tf.mean<tf.Tensor1D>(tf.square(centered), [0, 1, 2]);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(biased, BATCH_NORM_EPSILON)));
  return {
    y: tf.add(tf.mul(centered, factor), offset),
    mean,
    variance: tf.mul(biased, count / Math.max(1, count - 1)),
  };
}
