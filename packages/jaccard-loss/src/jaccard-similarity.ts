import * as tf from '@tensorflow/tfjs-core';

import { checkSameShape } from './check-inputs.js';

/**
 * Optional kernels of a backend: J and s + d from `cosP` and `cosN`; and the gradients of both cosines from
 * `dy`, J as `similarity` and s + d as `total`.
 */
const FUSED_KERNEL = 'JsslJaccardSimilarity';
const FUSED_GRADIENT = 'JsslJaccardSimilarityGrad';

/**
 * Jaccard similarity of pairs of embeddings, from the cosines of their two heads, element by element.
 *
 * s = 1 + cos p, d = 2 − 2 cos n, J = s / (s + d), in [0, 1] (arXiv 2202.12921). At s = d = 0 the
 * formula is 0/0; J is defined as 0 there, with zero gradient. A cosine rounded past ±1 is clipped, so s and
 * d are never below 0, and the gradient is the formula's at the clipped value.
 *
 * @param cosP cosine similarities of the heads `p`, in [-1, 1], any shape.
 * @param cosN cosine similarities of the heads `n`, in [-1, 1], the shape of `cosP`.
 * @returns J, the shape of `cosP`.
 * @throws RangeError when the shapes differ.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { jaccardSimilarity } from '@jssl/jaccard-loss';
 *
 * const cosP = tf.tensor1d([1, 0, -1]);
 * const cosN = tf.tensor1d([1, 0, -1]);
 * console.log(
 *   jaccardSimilarity(cosP, cosN)
 *     .arraySync()
 *     .map((j) => j.toFixed(4)),
 * ); // [ '1.0000', '0.3333', '0.0000' ]
 * ```
 */
export function jaccardSimilarity<T extends tf.Tensor>(cosP: T, cosN: T): T {
  checkSameShape('jaccardSimilarity', 'cosP', cosP, 'cosN', cosN);
  return similarity(cosP, cosN) as T;
}

const similarity = tf.customGrad((cosP, cosN, save) => {
  const kernel = tf.getKernel(FUSED_KERNEL, tf.getBackend()) as tf.KernelConfig | undefined;
  const { forward, backward } = kernel ? fused : composed;
  const [value, total] = forward(cosP as tf.Tensor, cosN as tf.Tensor);
  (save as tf.GradSaveFunc)([value, total]);
  return {
    value,
    gradFunc: (dy, saved) => {
      const [j, total] = saved as [tf.Tensor, tf.Tensor];
      return backward(dy, j, total);
    },
  };
});

const composed = {
  /** J and s + d. */
  forward: (cosP: tf.Tensor, cosN: tf.Tensor): [tf.Tensor, tf.Tensor] => {
    const common = tf.relu(tf.add(cosP, 1));
    const different = tf.relu(tf.sub(2, tf.mul(cosN, 2)));
    const total = tf.add(common, different);
    return [tf.divNoNan(common, total), total];
  },
  /** The gradients of both cosines. */
  backward: (dy: tf.Tensor, similarity: tf.Tensor, total: tf.Tensor): [tf.Tensor, tf.Tensor] => {
    // dJ/ds = d / (s+d)² = (1−J) / (s+d), dJ/dd = −J / (s+d); ds/dcosP = 1, dd/dcosN = −2.
    const scaled = tf.divNoNan(dy, total);
    return [tf.mul(scaled, tf.sub(1, similarity)), tf.mul(tf.mul(scaled, 2), similarity)];
  },
};

const fused: typeof composed = {
  forward: (cosP, cosN) => tf.engine().runKernel(FUSED_KERNEL, { cosP, cosN }),
  backward: (dy, similarity, total) =>
    tf.engine().runKernel(FUSED_GRADIENT, { dy, similarity, total }),
};
