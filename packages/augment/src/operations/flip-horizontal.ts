import * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';

/**
 * Flips images left to right.
 * @param images [N, H, W, C]
 * @returns [N, H, W, C]
 * @throws TypeError if `images` are of another rank or type, RangeError unless it has 1 or 3 channels.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { flipHorizontal } from '@jssl/augment';
 *
 * const image = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
 * console.log(flipHorizontal(image).arraySync().flat(3)); // [ 3, 2, 1 ]
 * ```
 */
export function flipHorizontal<T extends tf.Tensor>(images: T): T {
  return withBatch('flipHorizontal', images, (batch) => {
    return tf.reverse(batch, 2);
  });
}
