import * as tf from '@tensorflow/tfjs-core';

/** Rows of L2 norm 1: x / max(‖x‖, 1e-12), as PyTorch's `normalize`; a row of zeros stays zeros. */
export function normalizeRows(x: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.sum(tf.square(x), 1, true);
  // The root is taken of at least 1e-24, so that its gradient at 0 is 0, not infinite.
  return tf.div(x, tf.sqrt(tf.maximum(squares, 1e-24)));
}
