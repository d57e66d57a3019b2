import * as tf from '@tensorflow/tfjs-core';

import { checkLength, withBatch } from '../images/check-images.js';
import { fromPlanes } from '../images/planes.js';
import { cropToPlanes } from './resized-crop.js';

/**
 * Resizes whole images like torchvision's `resize`, with bilinear interpolation and antialiasing.
 * @param images [N, H, W, C]
 * @param size in pixels: the shorter side (the longer one keeps the aspect ratio, rounded down), or
 * height and width.
 * @returns [N, height, width, C]
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels and the
 * size is a whole number of at least 1.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { resize } from '@jssl/augment';
 *
 * const image = tf.zeros<tf.Rank.R4>([1, 480, 640, 3]);
 * console.log(resize(image, 240).shape, resize(image, [32, 32]).shape); // [ 1, 240, 320, 3 ] [ 1, 32, 32, 3 ]
 * ```
 */
export function resize<T extends tf.Tensor>(
  images: T,
  size: number | readonly [height: number, width: number],
): T {
  return withBatch('resize', images, (batch) => {
    const [count, height, width] = batch.shape;
    for (const length of typeof size === 'number' ? [size] : size)
      checkLength('resize', 'size', length);
    const shorter = Math.min(height, width);
    const [newHeight, newWidth] =
      typeof size === 'number'
        ? [Math.floor((size * height) / shorter), Math.floor((size * width) / shorter)]
        : size;
    if (newHeight === height && newWidth === width) return tf.clone(batch);
    const boxes = Array.from({ length: count }, () => ({ top: 0, left: 0, height, width }));
    const planes = cropToPlanes(batch, boxes, { size: [newHeight, newWidth] });
    return fromPlanes(planes, newHeight, newWidth);
  });
}
