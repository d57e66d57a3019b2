import { percentileEnds } from './bootstrap-interval.js';
import type { Interval } from './interval.js';

/** Outcomes of S training runs on the same N queries. */
export interface CrossedOutcomes {
  /** For each run, one outcome of each query: rows [S] of [N], such as differences between two methods. */
  readonly runs: readonly ArrayLike<number>[];
  /** The group of each query, such as an identity, as a number [N]. Default: each query is its own. */
  readonly groups?: ArrayLike<number> | undefined;
}

/**
 * A confidence interval of the mean over runs and queries that covers both the choice of the seeds and the choice of
 * the test images, by the two-way percentile bootstrap (Owen, The Pigeonhole Bootstrap, Annals of Applied Statistics
 * 1, 2007): in each resample, S runs and as many groups as there are, are drawn with replacement, independently. Every
 * drawn run is measured on every drawn group. It errs on the wide side. With few runs it is also uncertain itself; with
 * fewer than five, use Student's interval over the runs.
 * @param options.confidence above 0 and below 1, by default 0.95.
 * @param options.resamples R, by default 999.
 * @param random uniform numbers in [0, 1).
 * @returns undefined with fewer than three runs or three groups, of which no resample says anything.
 * @throws RangeError when sizes disagree, and like `bootstrapInterval`.
 * @example
 * ```ts
 * import { crossedBootstrap } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * // Five runs on 100 images; a run that is better is right on more of them.
 * const runs = [78, 79, 80, 81, 82].map((right) =>
 *   Array.from({ length: 100 }, (_, image) => Number(image < right)),
 * );
 * console.log(crossedBootstrap({ runs }, {}, random)); // { low: 0.718, high: 0.878 }
 * ```
 */
export function crossedBootstrap(
  { runs, groups }: CrossedOutcomes,
  options: { readonly confidence?: number; readonly resamples?: number },
  random: () => number,
): Interval | undefined {
  const queries = runs[0]?.length ?? 0;
  for (const { length } of [...runs, ...(groups ? [groups] : [])]) {
    if (length === queries) continue;
    throw new RangeError(
      `crossedBootstrap: all runs, and the groups, must have as many queries, got ${queries} and ${length}`,
    );
  }
  const { resamples, tail } = percentileEnds('crossedBootstrap', options);
  const numbers = new Map<number, number>();
  const groupOf = Int32Array.from({ length: queries }, (_, query) => {
    const group = groups?.[query] ?? query;
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
  const count = numbers.size;
  if (runs.length < 3 || count < 3) return undefined;
  const sizes = new Float64Array(count);
  const sums = runs.map((outcomes) => {
    const own = new Float64Array(count);
    for (let query = 0; query < queries; query++) {
      const group = groupOf[query] ?? 0;
      own[group] = (own[group] ?? NaN) + (outcomes[query] ?? NaN);
    }
    return own;
  });
  for (const group of groupOf) sizes[group] = (sizes[group] ?? NaN) + 1;
  const times = new Float64Array(count);
  const means = Float64Array.from({ length: resamples }, () => {
    times.fill(0);
    for (let draw = 0; draw < count; draw++) {
      const group = Math.floor(random() * count);
      times[group] = (times[group] ?? NaN) + 1;
    }
    let sum = 0;
    for (let draw = 0; draw < runs.length; draw++) {
      const drawn = sums[Math.floor(random() * runs.length)] ?? new Float64Array();
      sum += product(times, drawn);
    }
    return sum / (runs.length * product(times, sizes));
  }).sort();
  return { low: means[tail - 1] ?? NaN, high: means[resamples - tail] ?? NaN };
}

function product(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < first.length; at++) sum += (first[at] ?? NaN) * (second[at] ?? NaN);
  return sum;
}
