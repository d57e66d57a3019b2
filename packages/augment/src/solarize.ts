import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/**
 * Inverts every value of at least `threshold`, as torchvision's `solarize`.
 * @param images [N, H, W, C] in [0, 1].
 */
export function solarize(images: tf.Tensor4D, threshold: number): tf.Tensor4D {
  checkImages('solarize', images);
  if (!Number.isFinite(threshold)) {
    throw new RangeError(`solarize: threshold must be finite, got ${threshold}`);
  }
  return tf.tidy(() => tf.where(tf.greaterEqual(images, threshold), tf.sub(1, images), images));
}
