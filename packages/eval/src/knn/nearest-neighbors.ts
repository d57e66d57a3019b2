import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from '../checks/check-counts.js';
import { forEachQuery } from '../similarity-chunks.js';
import { withRows, type Rows } from '../with-rows.js';

/** A row of a bank and its similarity to a query. */
export interface Neighbor {
  /** The row, from 0. */
  readonly place: number;
  /** Product of the two rows: the cosine, if both have L2 norm 1. */
  readonly similarity: number;
}

/**
 * Exact search: the k bank rows with the highest cosine for each query, the most similar first. If rows are
 * equally similar, the lower one comes first. The bank is read in blocks, one in memory at a time.
 * @param queries L2-normalized rows [N, F].
 * @param bank L2-normalized rows [B, F], or blocks of them [b, F], each borrowed until the next one is requested; at
 * least k rows in total.
 * @param k at least 1.
 * @returns k neighbors for each query.
 * @throws TypeError for another rank, RangeError when k is below 1 or above the number of rows, or a block does not have F features.
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
  queries: Rows,
  bank: Rows | AsyncIterable<Rows> | Iterable<Rows>,
  k: number,
): Promise<Neighbor[][]> {
  checkCounts('nearestNeighbors', { k });
  return withRows('nearestNeighbors', { queries }, (tensors) => search(tensors.queries, bank, k));
}

async function search(
  queries: tf.Tensor2D,
  bank: Rows | AsyncIterable<Rows> | Iterable<Rows>,
  k: number,
): Promise<Neighbor[][]> {
  const [count, features] = queries.shape;
  const best = Array.from({ length: count }, (): Neighbor[] => []);
  let rows = 0;
  for await (const some of isBlocks(bank) ? bank : [bank]) {
    await withRows('nearestNeighbors', { bank: some }, async ({ bank: block }) => {
      if (block.shape[1] !== features) {
        throw new RangeError(
          `nearestNeighbors: bank must have F = ${features} features like the queries, got ${block.shape[1]}`,
        );
      }
      const start = rows;
      rows += block.shape[0];
      await forEachQuery(
        { bank: block, queries },
        Math.min(k, block.shape[0]),
        (query, places, similarities) => {
          const found = Array.from(places, (place, at) => ({
            place: start + place,
            similarity: similarities[at] ?? NaN,
          }));
          // A stable sort: of equally similar rows those of earlier blocks stay first.
          const all = [...(best[query] ?? []), ...found].sort(
            (a, b) => b.similarity - a.similarity,
          );
          best[query] = all.slice(0, k);
        },
      );
    });
  }
  if (k > rows) {
    throw new RangeError(
      `nearestNeighbors: k must be at most the size of the bank, ${rows}, got ${k}`,
    );
  }
  return best;
}

function isBlocks(
  bank: Rows | AsyncIterable<Rows> | Iterable<Rows>,
): bank is AsyncIterable<Rows> | Iterable<Rows> {
  return Symbol.iterator in bank || Symbol.asyncIterator in bank;
}

/**
 * Exact search among the other rows: for each row, the k other rows with the highest cosine, the most similar
 * first. If rows are equally similar, the lower one comes first.
 * @param features L2-normalized rows [N, F].
 * @param k from 1 to N − 1.
 * @returns k neighbors for each row.
 * @throws TypeError for another rank, RangeError for a k out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { nearestOthers } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [1, 0],
 * ]); // [N, F], unit rows
 * const found = await nearestOthers(features, 1);
 * console.log(found.map(([nearest]) => nearest.place)); // [ 2, 0, 0 ]
 * ```
 */
export async function nearestOthers(features: Rows, k: number): Promise<Neighbor[][]> {
  checkCounts('nearestOthers', { k });
  return withRows('nearestOthers', { features }, async (tensors) => {
    const rows = tensors.features.shape[0];
    if (k >= rows) {
      throw new RangeError(
        `nearestOthers: k must be at most N − 1 = ${rows - 1}, the number of other rows, got ${k}`,
      );
    }
    const found = await search(tensors.features, tensors.features, k + 1);
    // With more than k equal rows, a row may not be its own nearest neighbor, or not be found at all.
    return found.map((row, own) => row.filter(({ place }) => place !== own).slice(0, k));
  });
}
