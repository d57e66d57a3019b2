import type * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';
import { mixChannels, onPlanes } from '../images/planes.js';

/**
 * Weights of the channels in the luma: ITU-R BT.601's for red, green and blue, rounded like
 * torchvision's; 1 for a one-channel image.
 */
export function lumaShares(channels: number): readonly number[] {
  return channels === 1 ? [1] : [0.2989, 0.587, 0.114];
}

/** Replaces every channel of planes [N, C, P] by the luma. */
export function grayPlanes(planes: tf.Tensor3D): tf.Tensor3D {
  const [count, channels] = planes.shape;
  const shares = lumaShares(channels);
  const matrix = shares.flatMap(() => shares);
  return mixChannels(
    planes,
    Array.from({ length: count }, () => matrix),
  );
}

/**
 * Converts images to grayscale, keeping the number of channels, like torchvision's `rgb_to_grayscale`.
 * @param images [N, H, W, C] or [H, W, C], C 1 or 3, in [0, 1].
 * @returns [N, H, W, C]
 * @throws TypeError if `images` are of another rank or type, RangeError unless it has 1 or 3 channels.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { toGrayscale } from '@jssl/augment';
 *
 * const green = tf.tensor4d([0, 1, 0], [1, 1, 1, 3]);
 * const [pixel] = toGrayscale(green).arraySync().flat(2);
 * console.log(pixel.map((value) => value.toFixed(3))); // [ '0.587', '0.587', '0.587' ]
 * ```
 */
export function toGrayscale<T extends tf.Tensor>(images: T): T {
  return withBatch('toGrayscale', images, (batch) => {
    return onPlanes(batch, grayPlanes);
  });
}
