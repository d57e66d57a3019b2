import * as tf from '@tensorflow/tfjs-core';

interface Features {
  /** [B, F] */
  readonly bank: tf.Tensor2D;
  /** [N, F] */
  readonly queries: tf.Tensor2D;
}

/** Similarities held at once: queries are taken in chunks of this many over B rows … */
const CHUNK_ELEMENTS = 2 ** 24;
/** … but of no fewer than this, below which a matrix product is slow. */
const CHUNK_QUERIES = 64;

/**
 * Shows the similarities of queries and bank, the products of their rows, chunk by chunk: cosines, if
 * the rows have L2 norm 1. Never holds more than 2²⁴ of them or 64 a bank row, whichever is more.
 * @param visit takes similarities [chunk, B], which it borrows, and the first query's row.
 */
export function forEachChunk(
  { bank, queries }: Features,
  visit: (similarities: tf.Tensor2D, start: number) => void,
): void {
  const count = queries.shape[0];
  const chunk = Math.max(CHUNK_QUERIES, Math.floor(CHUNK_ELEMENTS / bank.shape[0]));
  for (let start = 0; start < count; start += chunk) {
    tf.tidy(() => {
      const some = tf.slice2d(queries, [start, 0], [Math.min(chunk, count - start), -1]);
      visit(tf.matMul(some, bank, false, true), start);
    });
  }
}

/**
 * Shows each query its k most similar rows of the bank, the most similar first, of equally similar
 * ones the lower row first.
 * @param k from 1 to B.
 * @param visit takes the query's row, and places in the bank and similarities, [k] each.
 */
export function forEachQuery(
  features: Features,
  k: number,
  visit: (query: number, places: Int32Array, similarities: Float32Array) => void,
): void {
  forEachChunk(features, (chunk, start) => {
    const { values, indices } = tf.topk(chunk, k); // [chunk, k]
    const [similarities, places] = [values.dataSync<'float32'>(), indices.dataSync<'int32'>()];
    for (let row = 0; row < chunk.shape[0]; row++) {
      const [from, to] = [row * k, (row + 1) * k];
      visit(start + row, places.subarray(from, to), similarities.subarray(from, to));
    }
  });
}
