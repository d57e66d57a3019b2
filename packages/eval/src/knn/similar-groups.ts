import * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from '../checks/check-counts.js';
import type { Neighbor } from './nearest-neighbors.js';
import { forEachChunk } from '../similarity-chunks.js';
import { withRows, type Rows } from '../with-rows.js';

/** Number of rows compared with all later ones at once, between two progress reports. */
const BLOCK_ROWS = 1024;
/** The cosine of equal rows is 1 up to the rounding of a float32 sum of F products. */
const ROUNDING = 2e-6;

/** Options of {@link similarGroups}. */
export interface SimilarGroupsOptions {
  readonly onProgress?: ((rows: number) => void) | undefined;
  /** An `AbortSignal`. */
  readonly signal?: { throwIfAborted(): void } | undefined;
}

interface Similarities {
  readonly values: ArrayLike<number>;
  readonly shape: readonly [number, number];
  readonly row: number;
  readonly column: number;
}

/**
 * Groups of similar rows: two rows whose cosine is at least the threshold are in one group, and so are
 * rows connected by a chain of such pairs (single linkage). Compares every pair, in blocks: time grows with
 * N² and memory with N, no matter how many pairs are similar.
 * @param features L2-normalized rows [N, F].
 * @param threshold in [-1, 1].
 * @param options.onProgress receives the number of rows that have been compared with all later ones.
 * @returns groups of two rows or more, in the order of their first rows. Each lists its rows in order, with
 * their similarity to the first, which can be below the threshold because of chains.
 * @throws TypeError for another rank, RangeError for another threshold or no rows; the reason of
 * `options.signal` when that aborts.
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
 * console.log(await similarGroups(features, 0.95)); // [ [ { place: 0, similarity: 1 }, { place: 2, similarity: 1 } ] ]
 * ```
 */
export async function similarGroups(
  features: Rows,
  threshold: number,
  options: SimilarGroupsOptions = {},
): Promise<Neighbor[][]> {
  return withRows('similarGroups', { features }, (tensors) =>
    groupSimilar(tensors.features, threshold, options),
  );
}

async function groupSimilar(
  features: tf.Tensor2D,
  threshold: number,
  { onProgress, signal }: SimilarGroupsOptions,
): Promise<Neighbor[][]> {
  if (!(threshold >= -1 && threshold <= 1)) {
    throw new RangeError(`similarGroups: threshold must be from -1 to 1, got ${threshold}`);
  }
  const rows = features.shape[0];
  checkCounts('similarGroups', { N: rows });
  const roots = Int32Array.from({ length: rows }, (_, row) => row);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS);
    signal?.throwIfAborted();
    const queries = tf.slice2d(features, [start, 0], [end - start, -1]);
    const bank = tf.slice2d(features, [start, 0], [-1, -1]); // [rows − start, F]
    try {
      await forEachChunk({ bank, queries }, async (chunk, first) => {
        const values = await chunk.data();
        const similarities = { values, shape: chunk.shape, row: start + first, column: start };
        joinSimilar(roots, similarities, threshold - ROUNDING);
      });
    } finally {
      tf.dispose([queries, bank]);
    }
    onProgress?.(end);
  }
  return groupsOf(features, roots);
}

/**
 * Joins the rows whose similarity is at least `least`.
 * @param roots points each row to another one of its group, and the lowest row of each group to itself.
 * @param similarities [rows, columns]; `row` and `column` say which come first.
 */
function joinSimilar(
  roots: Int32Array,
  { values, shape: [rows, columns], ...first }: Similarities,
  least: number,
): void {
  for (let i = 0; i < rows; i++) {
    const row = first.row + i;
    for (let column = row + 1 - first.column; column < columns; column++) {
      if ((values[i * columns + column] ?? NaN) >= least) join(roots, row, first.column + column);
    }
  }
}

/** The lowest row of a row's group; halves the path to it for the next call (Tarjan, 1975). */
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

async function groupsOf(features: tf.Tensor2D, roots: Int32Array): Promise<Neighbor[][]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < roots.length; row++) {
    const root = rootOf(roots, row);
    const group = groups.get(root);
    if (group) group.push(row);
    else groups.set(root, [row]);
  }
  const found: Neighbor[][] = [];
  for (const members of groups.values()) {
    if (members.length < 2) continue;
    const similarities = await similaritiesToFirst(features, members);
    found.push(members.map((place, at) => ({ place, similarity: similarities[at] ?? NaN })));
  }
  return found;
}

async function similaritiesToFirst(
  features: tf.Tensor2D,
  rows: readonly number[],
): Promise<Float32Array> {
  const products = tf.tidy(() => {
    const members = tf.gather(features, tf.tensor1d([...rows], 'int32')); // [members, F]
    return tf.squeeze(tf.matMul(members, tf.slice2d(members, [0, 0], [1, -1]), false, true));
  });
  const similarities = await products.data<'float32'>();
  products.dispose();
  return similarities;
}
