import * as tf from '@tensorflow/tfjs-core';

import { checkImages, checkPerImage } from './check-images.js';
import { luma } from './grayscale.js';

/** One factor for the batch, or one for each image: 1 changes nothing, 0 takes all away. */
export type Factors = number | readonly number[];

/** A value per image as [N, 1, 1, 1], or one for all. */
export function perImage(values: number | readonly number[]): tf.Tensor {
  return typeof values === 'number'
    ? tf.scalar(values)
    : tf.tensor4d([...values], [values.length, 1, 1, 1]);
}

/** clip(factor · image + (1 − factor) · reference) to [0, 1], what every factor of ColorJitter does. */
export function blend(
  images: tf.Tensor4D,
  reference: tf.Tensor | number,
  factors: Factors,
): tf.Tensor4D {
  const factor = perImage(factors);
  const mixed: tf.Tensor4D = tf.add(tf.mul(images, factor), tf.mul(tf.sub(1, factor), reference));
  return tf.clipByValue(mixed, 0, 1);
}

/**
 * Brighter or darker images, as torchvision's `adjust_brightness`: blended with black.
 * @param images [N, H, W, C] in [0, 1].
 */
export function adjustBrightness(images: tf.Tensor4D, factors: Factors): tf.Tensor4D {
  checkImages('adjustBrightness', images);
  checkPerImage('adjustBrightness', 'factors', factors, images.shape[0]);
  return tf.tidy(() => tf.clipByValue(tf.mul(images, perImage(factors)), 0, 1));
}

/** The mean luma of each image [N, 1, 1, 1]. */
export function meanLuma(images: tf.Tensor4D): tf.Tensor4D {
  return tf.mean(luma(images), [1, 2, 3], true);
}

/**
 * More or less contrast, as torchvision's `adjust_contrast`: blended with each image's mean luma.
 * @param images [N, H, W, C] in [0, 1].
 */
export function adjustContrast(images: tf.Tensor4D, factors: Factors): tf.Tensor4D {
  checkImages('adjustContrast', images);
  checkPerImage('adjustContrast', 'factors', factors, images.shape[0]);
  return tf.tidy(() => blend(images, meanLuma(images), factors));
}

/**
 * More or less colour, as torchvision's `adjust_saturation`: blended with the image in grey. Grey
 * images stay as they are.
 * @param images [N, H, W, C] in [0, 1].
 */
export function adjustSaturation(images: tf.Tensor4D, factors: Factors): tf.Tensor4D {
  checkImages('adjustSaturation', images);
  checkPerImage('adjustSaturation', 'factors', factors, images.shape[0]);
  return tf.tidy(() =>
    images.shape[3] === 1 ? tf.clone(images) : blend(images, luma(images), factors),
  );
}
