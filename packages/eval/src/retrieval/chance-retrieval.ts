import { searchesOf, type Groups } from './retrieval-searches.js';
import { checkKs, type RetrievalResult } from './summarize-retrieval.js';

/**
 * The expected result of `measureRetrieval` when rows are ranked at random. Let R of the n candidates belong
 * to the query's group. The probability that none of them is among the first k is Πᵢ (n − R − i)/(n − i) over
 * i < k. The expected average precision is (H + (R − 1)/(n − 1)·(n − H))/n with H = 1 + 1/2 + … + 1/n: rank r
 * holds one of the R with probability R/n, and then an expected (r − 1)(R − 1)/(n − 1) others rank before it.
 * @throws RangeError like `measureRetrieval`.
 * @example
 * ```ts
 * import { chanceRetrieval } from '@jssl/eval';
 *
 * // Two pairs: a row's partner is one of three others.
 * const { recall, queries } = chanceRetrieval({ groups: [1, 1, 2, 2] }, [1, 3]);
 * console.log(
 *   recall.map((share) => share.toFixed(3)),
 *   queries,
 * ); // [ '0.333', '1.000' ] 4
 * ```
 */
export function chanceRetrieval(inputs: Groups, ks: readonly number[]): RetrievalResult {
  checkKs('chanceRetrieval', ks);
  const rows = inputs.groups.length;
  const { matches, candidates } = searchesOf('chanceRetrieval', rows, inputs);
  const harmonic = harmonicNumbers(rows);
  const recall = ks.map(() => 0);
  let [precision, queries] = [0, 0];
  for (let query = 0; query < rows; query++) {
    const [relevant, among] = [matches(query).length, candidates(query)];
    if (relevant === 0) continue;
    queries++;
    ks.forEach((k, at) => (recall[at] = (recall[at] ?? NaN) + 1 - missing(relevant, among, k)));
    const h = harmonic[among] ?? NaN;
    const others = among === 1 ? 0 : ((relevant - 1) / (among - 1)) * (among - h);
    precision += (h + others) / among;
  }
  return {
    recall: recall.map((sum) => sum / queries),
    meanAveragePrecision: precision / queries,
    queries,
  };
}

/** Probability that none of `relevant` rows is among the first k of `among`. */
function missing(relevant: number, among: number, k: number): number {
  let probability = 1;
  for (let i = 0; i < k && probability > 0; i++)
    probability *= (among - relevant - i) / (among - i);
  return probability;
}

/** 1 + 1/2 + … + 1/n for each n from 0 to `most`. */
function harmonicNumbers(most: number): Float64Array {
  const numbers = new Float64Array(most + 1);
  for (let n = 1; n <= most; n++) numbers[n] = (numbers[n - 1] ?? NaN) + 1 / n;
  return numbers;
}
