import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/**
 * Mirrors images from left to right.
 * @param images [N, H, W, C]
 * @returns [N, H, W, C]
 */
export function flipHorizontal(images: tf.Tensor4D): tf.Tensor4D {
  checkImages('flipHorizontal', images);
  return tf.reverse(images, 2);
}
