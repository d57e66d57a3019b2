import * as tf from '@tensorflow/tfjs-core';

/** An optional kernel of a backend, with its gradient: input `x`; outputs the unit rows, and what its gradient needs. */
const KERNEL = 'JsslUnitRows';

/** Normalizes rows to L2 norm 1: x / max(‖x‖, 1e-12), like PyTorch's `normalize`. Zero rows stay zero. */
export function normalizeRows(x: tf.Tensor2D): tf.Tensor2D {
  if (tf.getKernel(KERNEL, tf.getBackend()) as tf.KernelConfig | undefined) {
    const [rows] = tf.engine().runKernel<tf.Tensor[]>(KERNEL, { x });
    return rows as tf.Tensor2D;
  }
  const squares = tf.sum(tf.square(x), 1, true);
  // Clamped to 1e-24 before the square root, so that the gradient at 0 is 0 and not infinite.
  return tf.div(x, tf.sqrt(tf.maximum(squares, 1e-24)));
}
