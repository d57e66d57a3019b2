import * as tf from '@tensorflow/tfjs-core';

import { perImage } from './blend.js';
import { checkImages, checkPerImage } from './check-images.js';

/**
 * Turns the hue of colour images, as torchvision's `adjust_hue`: to HSV, hue + shift, and back.
 * Grey images stay as they are.
 *
 * The way back needs no sectors: with value v and chroma c, and hue h in sixths of the circle, a
 * channel is v − c · clip(|((h + k) mod 6) − 3| … ) with k = 5, 3, 1 for red, green and blue.
 * @param images [N, H, W, C] in [0, 1].
 * @param shifts in turns of the circle, in [-0.5, 0.5]; one, or one for each image.
 * @throws RangeError for a shift outside of that range.
 */
export function adjustHue(images: tf.Tensor4D, shifts: number | readonly number[]): tf.Tensor4D {
  checkImages('adjustHue', images);
  checkPerImage('adjustHue', 'shifts', shifts, images.shape[0]);
  const list = typeof shifts === 'number' ? [shifts] : shifts;
  if (!list.every((shift) => Math.abs(shift) <= 0.5)) {
    throw new RangeError(`adjustHue: shifts must be in [-0.5, 0.5], got ${list.join(', ')}`);
  }
  if (images.shape[3] === 1) return tf.clone(images);
  return tf.tidy(() => {
    const value = tf.max<tf.Tensor4D>(images, 3, true);
    const chroma = tf.sub(value, tf.min(images, 3, true));
    const [red, green, blue] = tf.split(images, 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
    // The hue in sixths: from the channel that is the largest.
    const byRed = tf.divNoNan(tf.sub(green, blue), chroma);
    const byGreen = tf.add(tf.divNoNan(tf.sub(blue, red), chroma), 2);
    const byBlue = tf.add(tf.divNoNan(tf.sub(red, green), chroma), 4);
    const hue = tf.where(
      tf.equal(red, value),
      byRed,
      tf.where(tf.equal(green, value), byGreen, byBlue),
    );
    const turned = tf.add(hue, tf.mul(perImage(shifts), 6)); // [N, H, W, 1]
    const sixth = tf.mod(tf.add(turned, tf.tensor1d([5, 3, 1])), 6); // [N, H, W, 3]
    const share = tf.clipByValue(tf.minimum(sixth, tf.sub(4, sixth)), 0, 1);
    return tf.sub(value, tf.mul(chroma, share));
  });
}
