import * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import type { Neighbor } from './nearest-neighbors.js';
import { forEachChunk } from './similarity-chunks.js';

/** Rows compared with all later ones at once, before progress is told. */
const BLOCK_ROWS = 1024;
/** Equal rows have a cosine of 1 but for the rounding of a float32 sum of F products. */
const ROUNDING = 2e-6;

/**
 * Groups of rows that are alike: two rows whose cosine is at least the threshold are in one group, and so
 * are those that a chain of such pairs connects (single linkage). Compares every pair, in blocks: takes
 * time by N² and memory by N, however many pairs are alike.
 * @param features L2-normalized rows [N, F].
 * @param threshold in [-1, 1].
 * @param onRows hears how many rows were compared with all later ones.
 * @returns groups of two rows or more, by their first row; in each the rows in order, with their
 * similarity to the first, which a chain can take below the threshold.
 * @throws TypeError for another rank, RangeError for another threshold or no rows.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { similarGroups } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [1, 0],
 * ]); // [N, F], unit rows
 * console.log(similarGroups(features, 0.95)); // [ [ { place: 0, similarity: 1 }, { place: 2, similarity: 1 } ] ]
 * ```
 */
export function similarGroups(
  features: tf.Tensor2D,
  threshold: number,
  onRows: (rows: number) => void = () => undefined,
): Neighbor[][] {
  if (features.rank !== 2) {
    throw new TypeError(
      `similarGroups: features must be [N, F], got [${features.shape.join(', ')}]`,
    );
  }
  if (!(threshold >= -1 && threshold <= 1)) {
    throw new RangeError(`similarGroups: threshold must be from -1 to 1, got ${threshold}`);
  }
  const rows = features.shape[0];
  checkCounts('similarGroups', { N: rows });
  const roots = Int32Array.from({ length: rows }, (_, row) => row);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS);
    tf.tidy(() => {
      const queries = tf.slice2d(features, [start, 0], [end - start, -1]);
      const bank = tf.slice2d(features, [start, 0], [-1, -1]); // [rows − start, F]
      forEachChunk({ bank, queries }, (chunk, first) => {
        joinSimilar(roots, chunk, { row: start + first, column: start }, threshold - ROUNDING);
      });
    });
    onRows(end);
  }
  return groupsOf(features, roots);
}

/**
 * Joins the rows whose similarity is at least `least`.
 * @param roots of each row another one of its group or, of one in each group, itself: its lowest.
 * @param similarities [rows, columns], the first of which have the numbers `at`.
 */
function joinSimilar(
  roots: Int32Array,
  similarities: tf.Tensor2D,
  at: { readonly row: number; readonly column: number },
  least: number,
): void {
  const values = similarities.dataSync();
  const [rows, columns] = similarities.shape;
  for (let i = 0; i < rows; i++) {
    const row = at.row + i;
    for (let column = row + 1 - at.column; column < columns; column++) {
      if ((values[i * columns + column] ?? NaN) >= least) join(roots, row, at.column + column);
    }
  }
}

/** The lowest row of a row's group; halves the way to it for the next time (Tarjan, 1975). */
function rootOf(roots: Int32Array, row: number): number {
  for (;;) {
    const up = roots[row] ?? row;
    if (up === row) return row;
    row = roots[row] = roots[up] ?? up;
  }
}

function join(roots: Int32Array, one: number, other: number): void {
  const [a, b] = [rootOf(roots, one), rootOf(roots, other)];
  roots[Math.max(a, b)] = Math.min(a, b);
}

function groupsOf(features: tf.Tensor2D, roots: Int32Array): Neighbor[][] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < roots.length; row++) {
    const root = rootOf(roots, row);
    const group = groups.get(root);
    if (group) group.push(row);
    else groups.set(root, [row]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((members) => {
      const similarities = similaritiesToFirst(features, members);
      return members.map((place, at) => ({ place, similarity: similarities[at] ?? NaN }));
    });
}

function similaritiesToFirst(features: tf.Tensor2D, rows: readonly number[]): Float32Array {
  const products = tf.tidy(() => {
    const members = tf.gather(features, tf.tensor1d([...rows], 'int32')); // [members, F]
    return tf.squeeze(tf.matMul(members, tf.slice2d(members, [0, 0], [1, -1]), false, true));
  });
  const similarities = products.dataSync<'float32'>();
  products.dispose();
  return similarities;
}
