import * as tf from '@tensorflow/tfjs-core';

import { checkLength, withBatch } from '../images/check-images.js';
import { roundHalfEven } from '../images/round-half-even.js';

/**
 * Crops the center of each image like torchvision's `center_crop`; smaller images get a black border.
 * @param images [N, H, W, C]
 * @param size of the result in pixels: the side, or height and width.
 * @returns [N, height, width, C]
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels and the
 * size is a whole number of at least 1.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { centerCrop } from '@jssl/augment';
 *
 * const image = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
 * console.log(centerCrop(image, [1, 2]).arraySync().flat(3)); // [ 2, 3 ]
 * ```
 */
export function centerCrop<T extends tf.Tensor>(
  images: T,
  size: number | readonly [height: number, width: number],
): T {
  return withBatch('centerCrop', images, (batch) => {
    const [cropHeight, cropWidth] = typeof size === 'number' ? [size, size] : size;
    checkLength('centerCrop', 'size', cropHeight);
    checkLength('centerCrop', 'size', cropWidth);
    const [count, height, width, channels] = batch.shape;
    const margins = (length: number, crop: number): [number, number] => {
      const missing = Math.max(0, crop - length);
      return [Math.floor(missing / 2), Math.ceil(missing / 2)];
    };
    const start = (length: number, crop: number) => roundHalfEven(Math.max(0, length - crop) / 2);
    const padded = tf.pad(batch, [
      [0, 0],
      margins(height, cropHeight),
      margins(width, cropWidth),
      [0, 0],
    ]);
    return tf.slice(
      padded,
      [0, start(height, cropHeight), start(width, cropWidth), 0],
      [count, cropHeight, cropWidth, channels],
    );
  });
}
