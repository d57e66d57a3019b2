import * as tf from '@tensorflow/tfjs-core';

/** The images most like one, the most similar first. */
export interface Neighbors {
  /** Their places among the images. */
  readonly places: readonly number[];
  /** Their cosines with it. */
  readonly similarities: readonly number[];
}

/** Similarities held at once are those of so many images with all. */
const CHUNK = 256;

/**
 * The k images most like each of N, by cosine, itself excepted; of equally similar ones the earlier
 * first. Exact.
 * @param features L2-normalized rows [N, F].
 * @param k from 1 to N − 1.
 * @returns [N]
 * @throws RangeError for another k.
 */
export function nearestNeighbors(features: tf.Tensor2D, k: number): Neighbors[] {
  const [count] = features.shape;
  if (!(Number.isInteger(k) && k >= 1 && k < count)) {
    throw new RangeError(
      `nearestNeighbors: k must be from 1 to one less than the ${count} images, got ${k}`,
    );
  }
  const found: Neighbors[] = [];
  for (let start = 0; start < count; start += CHUNK) {
    const some = Math.min(CHUNK, count - start);
    const { values, indices } = tf.tidy(() => {
      const rows = tf.slice2d(features, [start, 0], [some, -1]);
      return tf.topk(tf.matMul(rows, features, false, true), k + 1); // [some, k + 1]
    });
    const [similarities, places] = [values.dataSync(), indices.dataSync()];
    tf.dispose([values, indices]);
    for (let row = 0; row < some; row++) {
      // Where many images are alike the image itself may not be the first, or not among them.
      const all = Array.from({ length: k + 1 }, (_, at) => row * (k + 1) + at);
      const others = all.filter((at) => places[at] !== start + row).slice(0, k);
      found.push({
        places: others.map((at) => places[at] ?? NaN),
        similarities: others.map((at) => similarities[at] ?? NaN),
      });
    }
  }
  return found;
}
