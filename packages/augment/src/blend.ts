import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';
import { lumaShares } from './grayscale.js';
import { perImage, type PerImage } from './per-image.js';
import { mixChannels, onPlanes } from './planes.js';

/** The operations of ColorJitter that blend an image with another. */
export type BlendOperation = 'brightness' | 'contrast' | 'saturation';

/** What is done to one image: a factor of 1 changes nothing, 0 leaves the other image alone. */
export interface Blend {
  readonly operation: BlendOperation;
  readonly factor: number;
}

/**
 * clip(factor · image + (1 − factor) · other) to [0, 1], an operation of its own for each image. The
 * other is black (brightness), the mean luma of the image (contrast), or its luma (saturation); the
 * luma is linear in the channels, so the blend is one matrix and one number an image.
 * @param planes [N, C, P] in [0, 1].
 * @param blends one for each image, undefined where nothing is blended.
 */
export function blendPlanes(
  planes: tf.Tensor3D,
  blends: readonly (Blend | undefined)[],
): tf.Tensor3D {
  const [count, channels] = planes.shape;
  const shares = lumaShares(channels);
  const mixed = mixChannels(
    planes,
    blends.map((blend) => {
      const factor = blend?.factor ?? 1;
      const gray = blend?.operation === 'saturation' ? 1 - factor : 0;
      return shares.flatMap((_, to) =>
        shares.map((share, from) => (from === to ? factor : 0) + gray * share),
      );
    }),
  );
  if (!blends.some((blend) => blend?.operation === 'contrast')) return tf.clipByValue(mixed, 0, 1);
  const means = tf.mul(tf.mean(planes, 2, true), tf.tensor2d([...shares], [channels, 1])); // [N, C, 1]
  const weights = blends.map((blend) => (blend?.operation === 'contrast' ? 1 - blend.factor : 0));
  const added = tf.mul(tf.sum(means, 1, true), tf.tensor3d(weights, [count, 1, 1])); // [N, 1, 1]
  return tf.clipByValue(tf.add(mixed, added), 0, 1);
}

function adjust(
  caller: string,
  operation: BlendOperation,
  images: tf.Tensor4D,
  factors: PerImage,
): tf.Tensor4D {
  checkImages(caller, images);
  const blends = perImage(caller, 'factors', factors, images.shape[0], {
    words: 'of at least 0',
    allows: (factor) => factor >= 0,
  }).map((factor) => ({ operation, factor }));
  return onPlanes(images, (planes) => blendPlanes(planes, blends));
}

/**
 * Brighter or darker images, as torchvision's `adjust_brightness`: blended with black.
 * @param images [N, H, W, C] in [0, 1].
 * @param factors at least 0; 1 changes nothing, 0 gives black.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError when `images` are no float32 batch, RangeError for other channels than 1 or 3,
 * or factors out of range or not one an image.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustBrightness } from '@jssl/augment';
 *
 * const images = tf.fill<tf.Rank.R4>([3, 1, 1, 1], 0.5);
 * console.log(adjustBrightness(images, [0.5, 1, 3]).arraySync().flat(3)); // [ 0.25, 0.5, 1 ]
 * ```
 */
export function adjustBrightness(images: tf.Tensor4D, factors: PerImage): tf.Tensor4D {
  return adjust('adjustBrightness', 'brightness', images, factors);
}

/**
 * More or less contrast, as torchvision's `adjust_contrast`: blended with each image's mean luma.
 * @param images [N, H, W, C] in [0, 1].
 * @param factors at least 0; 1 changes nothing, 0 gives one gray.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError when `images` are no float32 batch, RangeError for other channels than 1 or 3,
 * or factors out of range or not one an image.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustContrast } from '@jssl/augment';
 *
 * const image = tf.tensor4d([0.25, 0.75], [1, 1, 2, 1]);
 * console.log(adjustContrast(image, 1.5).arraySync().flat(3)); // [ 0.125, 0.875 ]
 * ```
 */
export function adjustContrast(images: tf.Tensor4D, factors: PerImage): tf.Tensor4D {
  return adjust('adjustContrast', 'contrast', images, factors);
}

/**
 * More or less color, as torchvision's `adjust_saturation`: blended with the image in gray. Gray
 * images stay as they are.
 * @param images [N, H, W, C] in [0, 1].
 * @param factors at least 0; 1 changes nothing, 0 gives the image in gray.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError when `images` are no float32 batch, RangeError for other channels than 1 or 3,
 * or factors out of range or not one an image.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustSaturation } from '@jssl/augment';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * const [pixel] = adjustSaturation(red, 0).arraySync().flat(2);
 * console.log(pixel.map((value) => value.toFixed(4))); // [ '0.2989', '0.2989', '0.2989' ]
 * ```
 */
export function adjustSaturation(images: tf.Tensor4D, factors: PerImage): tf.Tensor4D {
  return adjust('adjustSaturation', 'saturation', images, factors);
}
