import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import { forEachQuery } from './for-each-query.js';

export interface RetrievalInputs {
  /** L2-normalised rows [N, F]: each is sought among the others. */
  readonly features: tf.Tensor2D;
  /** What belongs together has the same number [N]. */
  readonly groups: ArrayLike<number>;
}

/**
 * Recall at k (arXiv 1511.06452, Section 6): the share of rows that have one of their group among the
 * k other rows of highest cosine. Of equal cosines the lower row comes first. Rows that are alone in
 * their group have nothing to find and are left out.
 * @param ks numbers of neighbours, each at least 1.
 * @returns a share in [0, 1] for each k.
 * @throws TypeError for another rank, RangeError when sizes disagree, no two rows share a group, there
 * is no k, or one is below 1.
 */
export function recallAtK(inputs: RetrievalInputs, ks: readonly number[]): number[] {
  if (ks.length === 0) throw new RangeError('recallAtK: ks must hold at least one number, got 0');
  for (const k of ks) checkCounts('recallAtK', { k });
  const first: number[] = [];
  forEachRanking('recallAtK', inputs, Math.max(...ks), (ranks) => {
    first.push(ranks[0] ?? Infinity);
  });
  return ks.map((k) => first.filter((rank) => rank <= k).length / first.length);
}

/**
 * Mean average precision (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008,
 * equation 8.3): all other rows are ranked by cosine; with the R others of its group at the ranks
 * r₁ < … < r_R, a row's average precision is (1/R)·Σᵢ i/rᵢ; and of those the mean over the rows. Of
 * equal cosines the lower row comes first. Rows that are alone in their group are left out.
 *
 * It sorts N rows N times.
 * @returns above 0, at most 1.
 * @throws TypeError for another rank, RangeError when sizes disagree or no two rows share a group.
 */
export function meanAveragePrecision(inputs: RetrievalInputs): number {
  const precisions: number[] = [];
  forEachRanking('meanAveragePrecision', inputs, inputs.features.shape[0], (ranks) => {
    precisions.push(mean(ranks.map((rank, before) => (before + 1) / rank)));
  });
  return mean(precisions);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Shows, for each row that is not alone in its group, the ranks of its group's others among all others,
 * from 1, ascending, as far as they are among the first `depth`, and perhaps the one after.
 */
function forEachRanking(
  caller: string,
  { features, groups }: RetrievalInputs,
  depth: number,
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
  const sizes = new Map<number, number>();
  for (const group of Array.from(groups)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (sizes.size === rows) {
    throw new RangeError(
      `${caller}: groups must put at least two rows together, got ${rows} rows in ${rows} groups`,
    );
  }
  // A row finds itself too, so one neighbour more is asked for.
  forEachQuery(
    { bank: features, queries: features },
    Math.min(depth + 1, rows),
    (query, places) => {
      const group = groups[query] ?? NaN;
      if (sizes.get(group) === 1) return;
      const ranks: number[] = [];
      let rank = 0;
      for (const place of places) {
        if (place === query) continue;
        rank++;
        if (groups[place] === group) ranks.push(rank);
      }
      visit(ranks);
    },
  );
}
