import * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';
import { lumaShares } from './grayscale.js';
import { perImage, type PerImage } from '../images/per-image.js';
import { mixChannels, onPlanes } from '../images/planes.js';

/** ColorJitter's blends of an image with another image. */
export type BlendOperation = 'brightness' | 'contrast' | 'saturation';

/** The blend of one image: factor 1 keeps the image, factor 0 gives the other image. */
export interface Blend {
  readonly operation: BlendOperation;
  readonly factor: number;
}

/**
 * clip(factor · image + (1 − factor) · other) to [0, 1], with a separate operation per image. The other
 * image is black (brightness), the image's mean luma (contrast) or its luma (saturation). Luma is linear
 * in the channels, so a blend is one matrix and one number per image.
 * @param planes [N, C, P] in [0, 1].
 * @param blends one per image; undefined to keep the image.
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

function adjust<T extends tf.Tensor>(
  { caller, operation }: { readonly caller: string; readonly operation: BlendOperation },
  images: T,
  factors: PerImage,
): T {
  return withBatch(caller, images, (batch) => {
    const blends = perImage(
      caller,
      { factors },
      {
        count: batch.shape[0],
        words: 'of at least 0',
        allows: (factor) => factor >= 0,
      },
    ).map((factor) => ({ operation, factor }));
    return onPlanes(batch, (planes) => blendPlanes(planes, blends));
  });
}

/**
 * Adjusts the brightness like torchvision's `adjust_brightness`: blends with black.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255.
 * @param factors at least 0, one or one per image; 1 changes nothing, 0 gives black.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * a factor is out of range or their number is not N.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustBrightness } from '@jssl/augment';
 *
 * const images = tf.fill<tf.Rank.R4>([3, 1, 1, 1], 0.5);
 * console.log(adjustBrightness(images, [0.5, 1, 3]).arraySync().flat(3)); // [ 0.25, 0.5, 1 ]
 * ```
 */
export function adjustBrightness<T extends tf.Tensor>(images: T, factors: PerImage): T {
  return adjust({ caller: 'adjustBrightness', operation: 'brightness' }, images, factors);
}

/**
 * Adjusts the contrast like torchvision's `adjust_contrast`: blends with each image's mean luma.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255.
 * @param factors at least 0, one or one per image; 1 changes nothing, 0 gives a uniform gray.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * a factor is out of range or their number is not N.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustContrast } from '@jssl/augment';
 *
 * const image = tf.tensor4d([0.25, 0.75], [1, 1, 2, 1]);
 * console.log(adjustContrast(image, 1.5).arraySync().flat(3)); // [ 0.125, 0.875 ]
 * ```
 */
export function adjustContrast<T extends tf.Tensor>(images: T, factors: PerImage): T {
  return adjust({ caller: 'adjustContrast', operation: 'contrast' }, images, factors);
}

/**
 * Adjusts the saturation like torchvision's `adjust_saturation`: blends with the image in grayscale.
 * Gray images stay unchanged.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255.
 * @param factors at least 0, one or one per image; 1 changes nothing, 0 gives grayscale.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * a factor is out of range or their number is not N.
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
export function adjustSaturation<T extends tf.Tensor>(images: T, factors: PerImage): T {
  return adjust({ caller: 'adjustSaturation', operation: 'saturation' }, images, factors);
}
