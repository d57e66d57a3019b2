import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import { forEachChunk } from './similarity-chunks.js';

export interface RetrievalInputs {
  /** L2-normalised rows [N, F]: each is sought among the others. */
  readonly features: tf.Tensor2D;
  /** What belongs together has the same number [N]. */
  readonly groups: ArrayLike<number>;
}

/**
 * Recall at k (arXiv 1511.06452, Section 6): the share of rows that have one of their group among the
 * k other rows of highest cosine. Of equal cosines the lower row comes first. Rows that are alone in
 * their group have nothing to find and are left out. Takes time by N² and memory by N.
 * @param ks numbers of neighbours, each at least 1.
 * @returns a share in [0, 1] for each k.
 * @throws TypeError for another rank, RangeError when sizes disagree, no two rows share a group, there
 * is no k, or one is below 1.
 */
export function recallAtK(inputs: RetrievalInputs, ks: readonly number[]): number[] {
  if (ks.length === 0) throw new RangeError('recallAtK: ks must hold at least one number, got 0');
  for (const k of ks) checkCounts('recallAtK', { k });
  const first: number[] = [];
  forEachRanking('recallAtK', inputs, (ranks) => {
    first.push(ranks[0] ?? Infinity);
  });
  return ks.map((k) => first.filter((rank) => rank <= k).length / first.length);
}

/**
 * Mean average precision (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008,
 * equation 8.3): all other rows are ranked by cosine; with the R others of its group at the ranks
 * r₁ < … < r_R, a row's average precision is (1/R)·Σᵢ i/rᵢ; and of those the mean over the rows. Of
 * equal cosines the lower row comes first. Rows that are alone in their group are left out. Takes time by N²
 * and memory by N.
 * @returns above 0, at most 1.
 * @throws TypeError for another rank, RangeError when sizes disagree or no two rows share a group.
 */
export function meanAveragePrecision(inputs: RetrievalInputs): number {
  const precisions: number[] = [];
  forEachRanking('meanAveragePrecision', inputs, (ranks) => {
    precisions.push(mean(ranks.map((rank, before) => (before + 1) / rank)));
  });
  return mean(precisions);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Shows, for each row that is not alone in its group, the ranks of its group's others among all others:
 * from 1, ascending.
 */
function forEachRanking(
  caller: string,
  { features, groups }: RetrievalInputs,
  visit: (ranks: readonly number[]) => void,
): void {
  const rows = features.shape[0];
  if (features.rank !== 2) {
    throw new TypeError(`${caller}: features must be [N, F], got [${features.shape.join(', ')}]`);
  }
  if (groups.length !== rows) {
    throw new RangeError(
      `${caller}: groups must be one for each of ${rows} rows, got ${groups.length}`,
    );
  }
  const members = new Map<number | undefined, number[]>();
  for (let row = 0; row < rows; row++) {
    const sameGroup = members.get(groups[row]);
    if (sameGroup) sameGroup.push(row);
    else members.set(groups[row], [row]);
  }
  if (members.size === rows) {
    throw new RangeError(
      `${caller}: groups must put at least two rows together, got ${rows} rows in ${rows} groups`,
    );
  }
  forEachChunk({ bank: features, queries: features }, (chunk, start) => {
    const values = chunk.dataSync();
    for (let at = 0; at < chunk.shape[0]; at++) {
      const query = start + at;
      const others = members.get(groups[query])?.filter((row) => row !== query) ?? [];
      const similarities = values.subarray(at * rows, (at + 1) * rows);
      if (others.length > 0) visit(ranksOf(others, query, similarities));
    }
  });
}

/**
 * The ranks of some rows among all rows but the query, from 1, ascending: the most similar first, of
 * equally similar ones the lower row first.
 * @param some rows, which it sorts.
 */
function ranksOf(some: number[], query: number, similarities: ArrayLike<number>): number[] {
  const order = (a: number, b: number) =>
    (similarities[b] ?? NaN) - (similarities[a] ?? NaN) || a - b;
  some.sort(order);
  // counts[i]: rows after number i − 1 of those, up to number i.
  const counts = new Int32Array(some.length + 1);
  for (let row = 0; row < similarities.length; row++) {
    if (row === query) continue;
    let [from, to] = [0, some.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (order(some[middle] ?? NaN, row) < 0) from = middle + 1;
      else to = middle;
    }
    counts[from] = (counts[from] ?? 0) + 1;
  }
  let rank = 0;
  return some.map((_, i) => (rank += counts[i] ?? NaN));
}
