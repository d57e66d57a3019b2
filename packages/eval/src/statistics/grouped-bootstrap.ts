import { percentileEnds } from './bootstrap-interval.js';

/** Outcomes of N queries, and which of them belong together. */
export interface GroupedOutcomes {
  /** One or more outcomes of each query: columns [N]. Each column gets an interval. */
  readonly columns: readonly ArrayLike<number>[];
  /** The group of each query, such as an identity, as a number [N]. */
  readonly groups: ArrayLike<number>;
}

/**
 * Confidence intervals of means by the percentile bootstrap over groups (the cluster bootstrap: Davison and
 * Hinkley, Bootstrap Methods and their Application, 1997, Section 3.8). Queries of one group, such as two
 * drawings of one emoji, are not independent, so whole groups are drawn with replacement: as many as there
 * are, R times. Each mean is over the queries of the drawn groups. All columns share the draws. Ends as in
 * `bootstrapInterval`.
 *
 * It covers the variation between draws of groups, not between training runs.
 * @param options.confidence above 0 and below 1, by default 0.95.
 * @param options.resamples R, by default 999.
 * @param random uniform numbers in [0, 1), R times the number of groups.
 * @returns an interval for each column; undefined with fewer than three groups, of which no resample says
 * anything.
 * @throws RangeError when sizes disagree, and like `bootstrapInterval`.
 * @example
 * ```ts
 * import { groupedBootstrap } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * // Twenty pairs; both members of a pair are found, or neither: 80 % of them.
 * const groups = Array.from({ length: 40 }, (_, query) => query >> 1);
 * const found = groups.map((group) => Number(group < 16));
 * console.log(groupedBootstrap({ columns: [found], groups }, {}, random)); // [ { low: 0.6, high: 0.95 } ]
 * ```
 */
export function groupedBootstrap(
  { columns, groups }: GroupedOutcomes,
  options: { readonly confidence?: number; readonly resamples?: number },
  random: () => number,
): { readonly low: number; readonly high: number }[] | undefined {
  for (const column of columns) {
    if (column.length === groups.length) continue;
    throw new RangeError(
      `groupedBootstrap: groups must be one for each of ${column.length} outcomes, got ${groups.length}`,
    );
  }
  const { resamples, tail } = percentileEnds('groupedBootstrap', options);
  const numbers = new Map<number, number>();
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? NaN;
    if (!numbers.has(group)) numbers.set(group, numbers.size);
  }
  const count = numbers.size;
  if (count < 3) return undefined;
  // One row for each group: its number of queries, then its sum of each column.
  const width = 1 + columns.length;
  const sums = new Float64Array(count * width);
  for (let row = 0; row < groups.length; row++) {
    const start = (numbers.get(groups[row] ?? NaN) ?? 0) * width;
    sums[start] = (sums[start] ?? 0) + 1;
    columns.forEach((column, at) => {
      sums[start + 1 + at] = (sums[start + 1 + at] ?? 0) + (column[row] ?? NaN);
    });
  }
  const means = columns.map(() => new Float64Array(resamples));
  const drawn = new Float64Array(width);
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let draw = 0; draw < count; draw++) {
      const start = Math.floor(random() * count) * width;
      for (let at = 0; at < width; at++) drawn[at] = (drawn[at] ?? 0) + (sums[start + at] ?? NaN);
    }
    means.forEach((column, at) => (column[resample] = (drawn[1 + at] ?? NaN) / (drawn[0] ?? NaN)));
  }
  return means.map((column) => {
    column.sort();
    return { low: column[tail - 1] ?? NaN, high: column[resamples - tail] ?? NaN };
  });
}
