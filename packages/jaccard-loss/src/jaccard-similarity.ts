import * as tf from '@tensorflow/tfjs-core';

import { checkSameShape } from './check-inputs.js';

/**
 * Jaccard similarity of pairs of embeddings, from the cosines of their two heads, element by element.
 *
 * s = 1 + cos p, d = 2 − 2 cos n, J = s / (s + d), in [0, 1] (arXiv 2202.12921). At s = d = 0 the
 * formula is 0/0; J is 0 there, with zero gradient. Rounding that carries a cosine past ±1 is cut
 * off: s and d are never below 0, and the gradient is that of the formula at the value cut off.
 *
 * @param cosP cosine similarities of the heads `p`, in [-1, 1], any shape.
 * @param cosN cosine similarities of the heads `n`, in [-1, 1], the shape of `cosP`.
 * @returns J, the shape of `cosP`.
 * @throws RangeError when the shapes differ.
 */
export function jaccardSimilarity<T extends tf.Tensor>(cosP: T, cosN: T): T {
  checkSameShape('jaccardSimilarity', 'cosP', cosP, 'cosN', cosN);
  return similarity(cosP, cosN) as T;
}

const similarity = tf.customGrad((cosP, cosN, save) => {
  const p = cosP as tf.Tensor;
  const n = cosN as tf.Tensor;
  const common = tf.relu(tf.add(p, 1));
  const different = tf.relu(tf.sub(2, tf.mul(n, 2)));
  const sum = tf.add(common, different);
  const value = tf.divNoNan(common, sum);
  (save as tf.GradSaveFunc)([value, sum]);
  return {
    value,
    gradFunc: (dy, saved) => {
      const [j, total] = saved as [tf.Tensor, tf.Tensor];
      // dJ/ds = d / (s+d)² = (1−J) / (s+d), dJ/dd = −J / (s+d); ds/dcosP = 1, dd/dcosN = −2.
      const scaled = tf.divNoNan(dy, total);
      return [tf.mul(scaled, tf.sub(1, j)), tf.mul(tf.mul(scaled, 2), j)];
    },
  };
});
