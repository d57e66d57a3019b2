import * as tf from '@tensorflow/tfjs-core';

/**
 * Standard deviation of L2-normalized features [N, F] over the batch, averaged over the F dimensions,
 * times √F (arXiv 2011.10566, Section 4.1): about 1 for features in every direction, 0 when all are
 * equal.
 * @returns a scalar.
 */
export function featureSpread(features: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const centered = tf.sub(features, tf.mean(features, 0));
    const deviation = tf.sqrt(tf.mean(tf.square(centered), 0)); // [F]
    return tf.mul(tf.mean(deviation), Math.sqrt(features.shape[1]));
  });
}
