import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/** Shares of red, green and blue in a grey (ITU-R BT.601), as torchvision rounds them. */
const LUMA = [0.2989, 0.587, 0.114];

/** The luma of each pixel [N, H, W, 1]; a grey image is its own. */
export function luma(images: tf.Tensor4D): tf.Tensor4D {
  const [n, height, width, channels] = images.shape;
  if (channels === 1) return images;
  const pixels = tf.reshape<tf.Rank.R2>(images, [-1, 3]);
  return tf.reshape(tf.matMul(pixels, tf.tensor2d(LUMA, [3, 1])), [n, height, width, 1]);
}

/**
 * Grey images with as many channels as before, as torchvision's `rgb_to_grayscale`.
 * @param images [N, H, W, C], C 1 or 3, in [0, 1].
 */
export function toGrayscale(images: tf.Tensor4D): tf.Tensor4D {
  checkImages('toGrayscale', images);
  return tf.tidy(() => tf.tile(luma(images), [1, 1, 1, images.shape[3]]));
}
