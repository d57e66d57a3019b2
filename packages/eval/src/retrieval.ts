import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import type { Interval } from './classification-report.js';
import { groupedBootstrap } from './grouped-bootstrap.js';
import { searchesOf, type Groups } from './retrieval-searches.js';
import { forEachChunk } from './similarity-chunks.js';
import { unanimousInterval } from './unanimous-interval.js';

/** Features with groups, which say what is relevant to each query. */
export interface RetrievalInputs extends Groups {
  /** L2-normalized rows [N, F]; each is a query among the others. */
  readonly features: tf.Tensor2D;
}

/** How well rows find the others of their group. */
export interface RetrievalResult {
  /** For each k, in [0, 1], as {@link recallAtK}. */
  readonly recall: readonly number[];
  /** In [0, 1], as {@link meanAveragePrecision}. */
  readonly meanAveragePrecision: number;
  /** Number of rows that have others of their group to find. */
  readonly queries: number;
  /**
   * 95 % bootstrap intervals over the groups, if random numbers were given and three or more groups have rows
   * to find; exact ones if all rows find theirs, or none.
   */
  readonly recallIntervals?: readonly Interval[];
  readonly meanAveragePrecisionInterval?: Interval;
}

/**
 * Recall at k (arXiv 1511.06452, Section 6): the share of rows that have a row of their group among the k
 * other rows with the highest cosine. If cosines are equal, the lower row ranks first. Rows that are alone
 * in their group are left out. Time grows with N², memory with N.
 * @param ks numbers of neighbors, each at least 1.
 * @returns a share in [0, 1] for each k.
 * @throws TypeError for another rank, RangeError when sizes disagree, no row has another to find, there is
 * no k, or one is below 1.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { recallAtK } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0.8, 0.6],
 *   [0.6, 0.8],
 *   [0, 1],
 * ]); // [N, F], unit rows
 * console.log(await recallAtK({ features, groups: [7, 7, 9, 9] }, [1, 2])); // [ 0.5, 1 ]
 * ```
 */
export async function recallAtK(inputs: RetrievalInputs, ks: readonly number[]): Promise<number[]> {
  checkKs('recallAtK', ks);
  const first: number[] = [];
  await forEachRanking('recallAtK', inputs, (ranks) => {
    first.push(ranks[0] ?? Infinity);
  });
  return sharesWithin(first, ks);
}

/**
 * Mean average precision (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008,
 * equation 8.3): all other rows are ranked by cosine; with the R others of its group at the ranks
 * r₁ < … < r_R, a row's average precision is (1/R)·Σᵢ i/rᵢ; the result is the mean over the rows. If cosines
 * are equal, the lower row ranks first. Rows that are alone in their group are left out. Time grows with N²,
 * memory with N.
 * @returns above 0, at most 1.
 * @throws TypeError for another rank, RangeError when sizes disagree or no row has another to find.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { meanAveragePrecision } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0.8, 0.6],
 *   [0.6, 0.8],
 *   [0, 1],
 * ]); // [N, F], unit rows
 * console.log(await meanAveragePrecision({ features, groups: [7, 7, 9, 9] })); // 0.75
 * ```
 */
export async function meanAveragePrecision(inputs: RetrievalInputs): Promise<number> {
  const precisions: number[] = [];
  await forEachRanking('meanAveragePrecision', inputs, (ranks) => {
    precisions.push(averagePrecision(ranks));
  });
  return mean(precisions);
}

/**
 * {@link recallAtK} and {@link meanAveragePrecision} from one search, with their intervals: rows of one
 * group are not independent, so the bootstrap draws whole groups (see `groupedBootstrap`).
 * @param random uniform numbers in [0, 1) for the intervals, 999 times the number of groups. Without it there
 * are no intervals.
 * @throws as they do.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { measureRetrieval } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [0.8, 0.6],
 *   [0.6, 0.8],
 * ]); // [N, F], unit rows
 * const [groups, sides] = [
 *   [1, 2, 1, 2],
 *   [0, 0, 1, 1],
 * ]; // two emoji, drawn by two vendors
 * console.log(await measureRetrieval({ features, groups, sides }, [1])); // { recall: [ 1 ], meanAveragePrecision: 1, queries: 4 }
 * ```
 */
export async function measureRetrieval(
  inputs: RetrievalInputs,
  ks: readonly number[],
  random?: () => number,
): Promise<RetrievalResult> {
  checkKs('measureRetrieval', ks);
  const first: number[] = [];
  const precisions: number[] = [];
  const groups: number[] = [];
  await forEachRanking('measureRetrieval', inputs, (ranks, query) => {
    first.push(ranks[0] ?? Infinity);
    precisions.push(averagePrecision(ranks));
    groups.push(inputs.groups[query] ?? NaN);
  });
  const columns = [...ks.map((k) => first.map((rank) => Number(rank <= k))), precisions];
  const drawn = random && groupedBootstrap({ columns, groups }, {}, random);
  const intervals = drawn?.map((interval, at) => {
    const [value = NaN] = columns[at] ?? [];
    // With as many neighbors as there are other rows, every row finds its own.
    const isCertain = (ks[at] ?? 0) >= inputs.features.shape[0] - 1;
    const isUnanimous = (value === 0 || value === 1) && columns[at]?.every((one) => one === value);
    return isUnanimous && !isCertain ? unanimousInterval(value, new Set(groups).size) : interval;
  });
  const ofPrecision = intervals?.at(-1);
  return {
    recall: sharesWithin(first, ks),
    meanAveragePrecision: mean(precisions),
    queries: first.length,
    ...(intervals && { recallIntervals: intervals.slice(0, -1) }),
    ...(ofPrecision && { meanAveragePrecisionInterval: ofPrecision }),
  };
}

/** @throws RangeError unless there is a k, and each is at least 1. */
export function checkKs(caller: string, ks: readonly number[]): void {
  if (ks.length === 0) throw new RangeError(`${caller}: ks must hold at least one number, got 0`);
  for (const k of ks) checkCounts(caller, { k });
}

/** @param first rank of the first match of each row, from 1. */
function sharesWithin(first: readonly number[], ks: readonly number[]): number[] {
  return ks.map((k) => first.filter((rank) => rank <= k).length / first.length);
}

function averagePrecision(ranks: readonly number[]): number {
  return mean(ranks.map((rank, before) => (before + 1) / rank));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Visits each row (`query`) that has others of its group to find, with the ranks of those among all candidates: from
 * 1, ascending.
 */
async function forEachRanking(
  caller: string,
  { features, ...groups }: RetrievalInputs,
  visit: (ranks: readonly number[], query: number) => void,
): Promise<void> {
  const rows = features.shape[0];
  if (features.rank !== 2) {
    throw new TypeError(`${caller}: features must be [N, F], got [${features.shape.join(', ')}]`);
  }
  const { matches, isCandidate } = searchesOf(caller, rows, groups);
  await forEachChunk({ bank: features, queries: features }, async (chunk, start) => {
    const values = await chunk.data();
    for (let at = 0; at < chunk.shape[0]; at++) {
      const query = start + at;
      const some = matches(query);
      const similarities = values.subarray(at * rows, (at + 1) * rows);
      if (some.length > 0) {
        visit(
          ranksOf(some, similarities, (row) => isCandidate(query, row)),
          query,
        );
      }
    }
  });
}

/**
 * The ranks of some rows among all candidates, from 1, ascending: the most similar first, and if rows are
 * equally similar the lower one first.
 * @param some candidates; this function sorts the array.
 */
function ranksOf(
  some: number[],
  similarities: ArrayLike<number>,
  isCandidate: (row: number) => boolean,
): number[] {
  const order = (a: number, b: number) =>
    (similarities[b] ?? NaN) - (similarities[a] ?? NaN) || a - b;
  some.sort(order);
  // counts[i]: candidates that rank after row i − 1 of `some`, up to row i.
  const counts = new Int32Array(some.length + 1);
  for (let row = 0; row < similarities.length; row++) {
    if (!isCandidate(row)) continue;
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
