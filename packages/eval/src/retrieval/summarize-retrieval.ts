import { checkCounts } from '../checks/check-counts.js';
import type { Interval } from '../statistics/interval.js';
import { groupedBootstrap } from '../statistics/grouped-bootstrap.js';
import { unanimousInterval } from '../statistics/unanimous-interval.js';

/** How well rows find the others of their group. */
export interface RetrievalResult {
  /** For each k, in [0, 1], as `recallAtK`. */
  readonly recall: readonly number[];
  /** In [0, 1], as `meanAveragePrecision`. */
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

/** What each query found: one entry for each row [Q] that has others of its group to find, in the order of the rows. */
export interface RetrievalQueries {
  /** The group of each query. */
  readonly groups: readonly number[];
  /** Rank of the first row of the query's group, from 1. */
  readonly firstRanks: readonly number[];
  /** Average precision of each query, as in `meanAveragePrecision`. */
  readonly averagePrecisions: readonly number[];
  /** Number of all rows, each query's among them. */
  readonly rows?: number;
}

/**
 * The means over queries, as `measureRetrieval` returns them.
 * @param random as there.
 * @throws RangeError without queries, or as `recallAtK` for ks.
 * @example
 * ```ts
 * import { summarizeRetrieval } from '@jssl/eval';
 *
 * const queries = { groups: [7, 7, 9, 9], firstRanks: [1, 2, 2, 1], averagePrecisions: [1, 0.5, 0.5, 1] };
 * console.log(summarizeRetrieval(queries, [1, 2])); // { recall: [ 0.5, 1 ], meanAveragePrecision: 0.75, queries: 4 }
 * ```
 */
export function summarizeRetrieval(
  { groups, firstRanks, averagePrecisions, rows = Infinity }: RetrievalQueries,
  ks: readonly number[],
  random?: () => number,
): RetrievalResult {
  checkKs('summarizeRetrieval', ks);
  checkCounts('summarizeRetrieval', { queries: firstRanks.length });
  const columns = [
    ...ks.map((k) => firstRanks.map((rank) => Number(rank <= k))),
    averagePrecisions,
  ];
  const drawn = random && groupedBootstrap({ columns, groups }, {}, random);
  const intervals = drawn?.map((interval, at) => {
    const [value = NaN] = columns[at] ?? [];
    // With as many neighbors as there are other rows, every row finds its own.
    const isCertain = (ks[at] ?? 0) >= rows - 1;
    const isUnanimous = (value === 0 || value === 1) && columns[at]?.every((one) => one === value);
    return isUnanimous && !isCertain ? unanimousInterval(value, new Set(groups).size) : interval;
  });
  const ofPrecision = intervals?.at(-1);
  return {
    recall: sharesWithin(firstRanks, ks),
    meanAveragePrecision: mean(averagePrecisions),
    queries: firstRanks.length,
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
export function sharesWithin(first: readonly number[], ks: readonly number[]): number[] {
  return ks.map((k) => first.filter((rank) => rank <= k).length / first.length);
}

/** NaN of no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
