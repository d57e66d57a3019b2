import { searchesOf, type Groups } from './retrieval-searches.js';
import { forEachChunk } from '../similarity-chunks.js';
import { withRows, type Rows } from '../with-rows.js';
import {
  checkKs,
  mean,
  sharesWithin,
  summarizeRetrieval,
  type RetrievalQueries,
  type RetrievalResult,
} from './summarize-retrieval.js';

/** Features with groups, which say what is relevant to each query. */
export interface RetrievalInputs extends Groups {
  /** L2-normalized rows [N, F]; each is a query among the others. */
  readonly features: Rows;
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
  return summarizeRetrieval(await queriesOf('measureRetrieval', inputs), ks, random);
}

/**
 * What each query finds, to compare two encoders query by query; `summarizeRetrieval` has the means.
 * @throws as `measureRetrieval` does.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { retrievalQueries } from '@jssl/eval';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [0.8, 0.6],
 *   [0.6, 0.8],
 *   [0, 1],
 * ]); // [N, F], unit rows
 * const { firstRanks } = await retrievalQueries({ features, groups: [7, 7, 9, 9] });
 * console.log(firstRanks); // [ 1, 2, 2, 1 ]
 * ```
 */
export function retrievalQueries(inputs: RetrievalInputs): Promise<RetrievalQueries> {
  return queriesOf('retrievalQueries', inputs);
}

async function queriesOf(caller: string, inputs: RetrievalInputs): Promise<RetrievalQueries> {
  const [groups, firstRanks, averagePrecisions]: [number[], number[], number[]] = [[], [], []];
  const rows = await forEachRanking(caller, inputs, (ranks, query) => {
    firstRanks.push(ranks[0] ?? Infinity);
    averagePrecisions.push(averagePrecision(ranks));
    groups.push(inputs.groups[query] ?? NaN);
  });
  return { groups, firstRanks, averagePrecisions, rows };
}

function averagePrecision(ranks: readonly number[]): number {
  return mean(ranks.map((rank, before) => (before + 1) / rank));
}

/**
 * Visits each row (`query`) that has others of its group to find, with the ranks of those among all candidates: from
 * 1, ascending.
 * @returns the number of rows.
 */
async function forEachRanking(
  caller: string,
  { features, ...groups }: RetrievalInputs,
  visit: (ranks: readonly number[], query: number) => void,
): Promise<number> {
  return withRows(caller, { features }, async ({ features: tensor }) => {
    const rows = tensor.shape[0];
    const { matches, isCandidate } = searchesOf(caller, rows, groups);
    await forEachChunk({ bank: tensor, queries: tensor }, async (chunk, start) => {
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
    return rows;
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
