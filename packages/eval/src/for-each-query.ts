import * as tf from '@tensorflow/tfjs-core';

/** Similarities held at once: queries are taken in chunks of this many over B rows … */
const CHUNK_ELEMENTS = 2 ** 24;
/** … but of no fewer than this, below which a matrix product is slow. */
const CHUNK_QUERIES = 64;

/**
 * Shows each query its k most similar rows of a bank, the most similar first, of equally similar
 * ones the lower row first. Similarity is the product of the rows: the cosine, if they have L2 norm 1.
 *
 * Never holds more than 2²⁴ similarities or 64 a bank row, whichever is more, whatever N is.
 * @param inputs.bank [B, F]; @param inputs.queries [N, F]; both borrowed.
 * @param k from 1 to B.
 * @param visit takes the query's row, and places in the bank and similarities, [k] each.
 */
export function forEachQuery(
  { bank, queries }: { readonly bank: tf.Tensor2D; readonly queries: tf.Tensor2D },
  k: number,
  visit: (query: number, places: Int32Array, similarities: Float32Array) => void,
): void {
  const count = queries.shape[0];
  const chunk = Math.max(CHUNK_QUERIES, Math.floor(CHUNK_ELEMENTS / bank.shape[0]));
  for (let start = 0; start < count; start += chunk) {
    const size = Math.min(chunk, count - start);
    const { places, similarities } = tf.tidy(() => {
      const some = tf.slice2d(queries, [start, 0], [size, -1]);
      const { values, indices } = tf.topk(tf.matMul(some, bank, false, true), k); // [chunk, k]
      return {
        places: indices.dataSync<'int32'>(),
        similarities: values.dataSync<'float32'>(),
      };
    });
    for (let row = 0; row < size; row++) {
      const [from, to] = [row * k, (row + 1) * k];
      visit(start + row, places.subarray(from, to), similarities.subarray(from, to));
    }
  }
}
