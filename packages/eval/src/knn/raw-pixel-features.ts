import * as tf from '@tensorflow/tfjs-core';

/**
 * Raw pixels as features, flattened and with L2 norm 1: the baseline any encoder has to beat.
 * @param images standardized images [N, H, W, C].
 * @returns [N, H·W·C]; an image of zeros stays zeros.
 * @throws TypeError for another rank.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { rawPixelFeatures } from '@jssl/eval';
 *
 * const images = tf.tensor4d([3, 0, 0, 4], [1, 2, 2, 1]); // [N, H, W, C]
 * const row = await rawPixelFeatures(images).data();
 * console.log([...row].map((value) => value.toFixed(1))); // [ '0.6', '0.0', '0.0', '0.8' ]
 * ```
 */
export function rawPixelFeatures(images: tf.Tensor4D): tf.Tensor2D {
  if (images.rank !== 4) {
    throw new TypeError(
      `rawPixelFeatures: images must be [N, H, W, C], got [${images.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => {
    const rows = tf.reshape<tf.Rank.R2>(images, [images.shape[0], -1]);
    const squares = tf.sum(tf.square(rows), 1, true);
    return tf.div(rows, tf.sqrt(tf.maximum(squares, 1e-24)));
  });
}
