import * as tf from '@tensorflow/tfjs-core';

import { changeSome } from '../images/change-some.js';
import { withBatch } from '../images/check-images.js';
import { perImage, type PerImage } from '../images/per-image.js';
import { onPlanes } from '../images/planes.js';

/**
 * Rotates the hue of planes [N, C, P], by one shift (in turns) per image. A shift of 0 changes nothing,
 * and one-channel images stay unchanged.
 *
 * The hue h is an angle in sixths of the circle: red is 0, green 2, blue 4. With value v and chroma c, a
 * channel is v − c · clip(d − 1, 0, 1), where d is the distance of the channel's angle from h.
 */
export function turnHue(planes: tf.Tensor3D, shifts: readonly number[]): tf.Tensor3D {
  if (planes.shape[1] === 1) return planes;
  return changeSome(
    planes,
    shifts.map((shift) => shift || undefined),
    (some, given) => {
      const value = tf.max(some, 1, true); // [N, 1, P]
      const chroma = tf.sub(value, tf.min(some, 1, true));
      const [red, green, blue] = tf.split(some, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      // Hue by the largest channel, in [-1, 5]. Gray has no hue, and no chroma that would show it. If the
      // chroma is smaller than this divisor, the error is smaller still.
      const divisor = tf.maximum(chroma, 1e-7);
      const byRed = tf.div(tf.sub(green, blue), divisor);
      const byGreen = tf.add(tf.div(tf.sub(blue, red), divisor), 2);
      const byBlue = tf.add(tf.div(tf.sub(red, green), divisor), 4);
      const hue = tf.where(
        tf.equal(red, value),
        byRed,
        tf.where(tf.equal(green, value), byGreen, byBlue),
      );
      const sixths = tf.tensor3d(
        given.map((shift) => 6 * shift),
        [given.length, 1, 1],
      );
      const turned = tf.mod(tf.add(hue, sixths), 6); // [N, 1, P] in [0, 6)
      // The distance along the circle is 3 − |3 − |h − angle||: red's is 3 − |h − 3|.
      const angles = tf.tensor2d([3, 2, 4], [3, 1]);
      const signs = tf.tensor2d([-1, 1, 1], [3, 1]);
      const offsets = tf.tensor2d([2, -1, -1], [3, 1]); // minus 1
      const distance = tf.abs(tf.sub(turned, angles)); // [N, 3, P]
      const missing = tf.clipByValue(tf.add(tf.mul(distance, signs), offsets), 0, 1);
      return tf.sub(value, tf.mul(chroma, missing));
    },
  );
}

/**
 * Rotates the hue of color images like torchvision's `adjust_hue`: to HSV, hue + shift, and back.
 * One-channel images stay unchanged.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255.
 * @param shifts in turns of the circle, from -0.5 to 0.5; one, or one per image.
 * @returns [N, H, W, C] in [0, 1].
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * a shift is out of range or their number is not N.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { adjustHue } from '@jssl/augment';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * console.log(
 *   adjustHue(red, 1 / 3)
 *     .arraySync()
 *     .flat(2),
 * ); // [ [ 0, 1, 0 ] ]
 * ```
 */
export function adjustHue<T extends tf.Tensor>(images: T, shifts: PerImage): T {
  return withBatch('adjustHue', images, (batch) => {
    const list = perImage(
      'adjustHue',
      { shifts },
      {
        count: batch.shape[0],
        words: 'from -0.5 to 0.5',
        allows: (shift) => Math.abs(shift) <= 0.5,
      },
    );
    return onPlanes(batch, (planes) => turnHue(planes, list));
  });
}
