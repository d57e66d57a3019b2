import * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';
import { onPlanes } from '../images/planes.js';

/**
 * Normalizes images: (image − mean) / std, per channel.
 * @param images [N, H, W, C]
 * @param mean C finite numbers, one per channel.
 * @param std C finite numbers above 0.
 * @returns [N, H, W, C]
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * `mean` or `std` is out of range or not one number per channel.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { normalize } from '@jssl/augment';
 *
 * const image = tf.tensor4d([0, 0.5, 1], [1, 1, 1, 3]);
 * console.log(normalize(image, [0.5, 0.5, 0.5], [0.25, 0.25, 0.25]).arraySync().flat(3)); // [ -2, 0, 2 ]
 * ```
 */
export function normalize<T extends tf.Tensor>(
  images: T,
  mean: readonly number[],
  std: readonly number[],
): T {
  return withBatch('normalize', images, (batch) => {
    checkMoments('normalize', batch.shape[3], { mean, std });
    return onPlanes(batch, (planes) => normalizePlanes(planes, mean, std));
  });
}

/** @throws RangeError unless there is a mean and a standard deviation per channel. */
export function checkMoments(
  caller: string,
  channels: number,
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
): void {
  if (mean.length !== channels || !mean.every(Number.isFinite)) {
    throw new RangeError(
      `${caller}: mean must be ${channels} finite numbers, got [${mean.join(', ')}]`,
    );
  }
  if (std.length !== channels || !std.every((one) => Number.isFinite(one) && one > 0)) {
    throw new RangeError(
      `${caller}: std must be ${channels} finite numbers above 0, got [${std.join(', ')}]`,
    );
  }
}

/** (planes − mean) / std for planes [N, C, P]. */
export function normalizePlanes(
  planes: tf.Tensor3D,
  mean: readonly number[],
  std: readonly number[],
): tf.Tensor3D {
  const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1]);
  return tf.div(tf.sub(planes, column(mean)), column(std));
}
