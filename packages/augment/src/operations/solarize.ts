import * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';

/**
 * Inverts every value of at least `threshold`, like torchvision's `solarize`.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255.
 * @param threshold finite; above 1 nothing changes.
 * @returns [N, H, W, C]
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels and the
 * threshold is finite.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { solarize } from '@jssl/augment';
 *
 * const image = tf.tensor4d([0.25, 0.5, 1], [1, 1, 3, 1]);
 * console.log(solarize(image, 0.5).arraySync().flat(3)); // [ 0.25, 0.5, 0 ]
 * ```
 */
export function solarize<T extends tf.Tensor>(images: T, threshold: number): T {
  return withBatch('solarize', images, (batch) => {
    if (!Number.isFinite(threshold)) {
      throw new RangeError(`solarize: threshold must be a finite number, got ${threshold}`);
    }
    return invertAbove(batch, threshold);
  });
}

/** 1 − x for each value x of at least `threshold`. */
export function invertAbove<T extends tf.Tensor>(values: T, threshold: number): T {
  return tf.where(tf.greaterEqual(values, threshold), tf.sub(1, values), values);
}
