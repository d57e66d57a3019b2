import * as tf from '@tensorflow/tfjs-core';

import { groupSizes } from './group-sizes.js';

/** Added to the variance; PyTorch's and torchvision's value. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * An optional backend kernel: batch norm with the statistics of the batch, with its gradient. Inputs `x`
 * [N, H, W, C], `scale` [C], `offset` [C]; attribute `epsilon`; outputs y, the batch's mean and unbiased
 * variance [C], and whatever its gradient needs.
 */
const FUSED_KERNEL = 'JsslBatchNormTraining';

/** The axes that a channel's statistics are computed over. */
const AXES = [0, 1, 2];

export interface NormalizedBatch {
  readonly y: tf.Tensor4D;
  /** Mean of the batch [C]. */
  readonly mean: tf.Tensor1D;
  /** Unbiased variance of the batch [C], which PyTorch's running variance uses. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch norm with the statistics of the batch (arXiv 1502.03167, Algorithm 1), normalized by the biased
 * variance as usual. With `splits` > 1, each of the groups along the batch is normalized by its own
 * statistics, and the returned statistics are means over the groups, weighted by their sizes.
 * @param x [N, H, W, C]
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
  const sizes = groupSizes(x.shape[0], splits);
  const groups = tf
    .split<tf.Tensor4D>(x, sizes)
    .map((group) => normalizeGroup(group, scale, offset));
  const isEven = sizes.every((size) => size === sizes[0]);
  const average = (statistics: tf.Tensor1D[]) => {
    const stacked = tf.stack(statistics) as tf.Tensor2D; // [splits, C]
    if (isEven) return tf.mean<tf.Tensor1D>(stacked, 0);
    const shares = tf.tensor2d(
      sizes.map((size) => size / x.shape[0]),
      [splits, 1],
    );
    return tf.sum<tf.Tensor1D>(tf.mul(stacked, shares), 0);
  };
  return {
    y: tf.concat(groups.map(({ y }) => y)),
    mean: average(groups.map(({ mean }) => mean)),
    variance: average(groups.map(({ variance }) => variance)),
  };
}

/**
 * Gathers the values [n] of all P processes that hold a part of the batch into [P, n], the same on every
 * process. All processes must call it equally often, forward and backward, with equally many values.
 */
export type GatherStatistics = (values: tf.Tensor1D) => tf.Tensor2D;

/**
 * Batch norm of a batch split equally over P processes, with the statistics of the whole batch. The
 * processes exchange mean and variance of their parts, and in the backward pass the two sums over the
 * batch in the gradient of x: dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)). The gradients of scale and
 * offset are those of this process's part; summed over processes they are the batch's.
 * @param x this process's part of the batch [N, H, W, C].
 */
export function batchNormSynchronized(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  gather: GatherStatistics,
): NormalizedBatch {
  const channels = x.shape[3];
  const ownMean = tf.mean<tf.Tensor1D>(x, AXES);
  const ownVariance = tf.mean<tf.Tensor1D>(tf.square(tf.sub(x, ownMean)), AXES);
  const all = gather(tf.concat1d([ownMean, ownVariance])); // [P, 2C]
  const parts = all.shape[0];
  const [means, variances] = tf.split<tf.Tensor2D>(all, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const mean = tf.mean<tf.Tensor1D>(means, 0);
  const biased = tf.mean<tf.Tensor1D>(tf.add(variances, tf.square(tf.sub(means, mean))), 0);
  const deviation = tf.sqrt(tf.add(biased, BATCH_NORM_EPSILON));
  const normalize = tf.customGrad((...inputs) => {
    const [input, factor, shift, save] = inputs as unknown as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ];
    save([input, factor, mean, deviation]);
    return {
      value: tf.add(tf.mul(tf.sub(input, mean), tf.div(factor, deviation)), shift),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [batch, gamma, mu, sigma] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const normalized = tf.div(tf.sub(batch, mu), sigma);
        const [sumOfDy, sumOfProduct] = [
          tf.sum<tf.Tensor1D>(dy, AXES),
          tf.sum<tf.Tensor1D>(tf.mul(dy, normalized), AXES),
        ];
        const sums = tf.sum(gather(tf.concat1d([sumOfDy, sumOfProduct])), 0); // [2C]
        const [meanOfDy, meanOfProduct] = tf.split(
          tf.div(sums, (parts * batch.size) / channels),
          2,
        ) as [tf.Tensor, tf.Tensor];
        const ofX = tf.mul(
          tf.sub(tf.sub(dy, meanOfDy), tf.mul(normalized, meanOfProduct)),
          tf.div(gamma, sigma),
        );
        return [ofX, sumOfProduct, sumOfDy];
      },
    };
  });
  const count = (parts * x.size) / channels;
  return {
    y: normalize(x, scale, offset) as tf.Tensor4D,
    mean,
    variance: tf.mul(biased, count / Math.max(1, count - 1)),
  };
}

/** Batch norm with running statistics, independent of the batch. */
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
  const mean = tf.mean<tf.Tensor1D>(x, AXES);
  const centered = tf.sub(x, mean);
  const biased = tf.mean<tf.Tensor1D>(tf.square(centered), AXES);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(biased, BATCH_NORM_EPSILON)));
  return {
    y: tf.add(tf.mul(centered, factor), offset),
    mean,
    variance: tf.mul(biased, count / Math.max(1, count - 1)),
  };
}
