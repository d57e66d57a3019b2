import * as tf from '@tensorflow/tfjs-core';

/**
 * Divides vectors by their L2 norm: y = x / ‖x‖, where each vector runs along one axis. A vector of zeros stays zero, and
 * gets no gradient; so does one whose squares vanish in float32, shorter than about 1e-22. The argument is not disposed.
 *
 * The gradient is (dy − y·⟨dy, y⟩) / ‖x‖.
 *
 * @param x float32, any shape of at least one axis; embeddings are rows [N, D].
 * @param axis the axis of the vectors, below 0 from the end; default -1, the rows of a matrix.
 * @returns vectors of norm 1 or 0, the shape of `x`.
 * @throws TypeError for another type, the error of TensorFlow.js for an axis that `x` does not have.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { l2Normalize } from '@jssl/jaccard-loss';
 *
 * const rows = tf.tensor2d([
 *   [3, 4],
 *   [0, 0],
 * ]); // [N, D]
 * console.log([...l2Normalize(rows).dataSync()].map((value) => value.toFixed(1))); // [ '0.6', '0.8', '0.0', '0.0' ]
 * ```
 */
export function l2Normalize<T extends tf.Tensor>(x: T, axis = -1): T {
  if (x.dtype !== 'float32') {
    throw new TypeError(`l2Normalize: x must be float32, got ${x.dtype}`);
  }
  return tf.customGrad((given, save) => {
    const length = tf.sqrt(tf.sum(tf.square(given as tf.Tensor), axis, true));
    const value = tf.divNoNan(given as tf.Tensor, length);
    (save as tf.GradSaveFunc)([value, length]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [y, norm] = saved as [tf.Tensor, tf.Tensor];
        const along = tf.mul(y, tf.sum(tf.mul(dy, y), axis, true));
        return tf.divNoNan(tf.sub(dy, along), norm);
      },
    };
  })(x) as T;
}
