import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import { forEachQuery } from './similarity-chunks.js';

/** A row of a bank, and how similar it is to something. */
export interface Neighbor {
  /** The row, from 0. */
  readonly place: number;
  /** Product of the rows: the cosine, if both have L2 norm 1. */
  readonly similarity: number;
}

/**
 * Exact search: for each query the k rows of a bank of highest cosine, the most similar first, of
 * equally similar ones the lower row first. The bank comes in blocks, of which one is in memory at a
 * time.
 * @param queries L2-normalized rows [N, F].
 * @param bank L2-normalized rows [b, F] of each block, borrowed until the next one is asked for; at
 * least k rows in all blocks together.
 * @param k at least 1.
 * @returns k neighbors for each query.
 * @throws RangeError for another k, or when a block has not F features or all of them have fewer than k
 * rows.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { nearestNeighbors } from '@jssl/eval';
 *
 * const queries = tf.tensor2d([[1, 0]]); // [N, F], unit rows
 * const blocks = [
 *   tf.tensor2d([
 *     [0, 1],
 *     [0, -1],
 *   ]),
 *   tf.tensor2d([[1, 0]]),
 * ]; // a bank of 3
 * console.log(await nearestNeighbors(queries, blocks, 2)); // [ [ { place: 2, similarity: 1 }, { place: 0, similarity: 0 } ] ]
 * ```
 */
export async function nearestNeighbors(
  queries: tf.Tensor2D,
  bank: AsyncIterable<tf.Tensor2D> | Iterable<tf.Tensor2D>,
  k: number,
): Promise<Neighbor[][]> {
  checkCounts('nearestNeighbors', { k });
  const [count, features] = queries.shape;
  const best = Array.from({ length: count }, (): Neighbor[] => []);
  let rows = 0;
  for await (const block of bank) {
    if (block.shape[1] !== features) {
      throw new RangeError(
        `nearestNeighbors: bank must have F = ${features} features like the queries, got ${block.shape[1]}`,
      );
    }
    const start = rows;
    rows += block.shape[0];
    forEachQuery(
      { bank: block, queries },
      Math.min(k, block.shape[0]),
      (query, places, similarities) => {
        const found = Array.from(places, (place, at) => ({
          place: start + place,
          similarity: similarities[at] ?? NaN,
        }));
        // A stable sort: of equally similar ones those of earlier blocks stay first.
        const all = [...(best[query] ?? []), ...found].sort((a, b) => b.similarity - a.similarity);
        best[query] = all.slice(0, k);
      },
    );
  }
  if (k > rows) {
    throw new RangeError(
      `nearestNeighbors: k must be at most the size of the bank, ${rows}, got ${k}`,
    );
  }
  return best;
}
