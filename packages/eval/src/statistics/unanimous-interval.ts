import type { Interval } from './interval.js';
import { checkCounts } from '../checks/check-counts.js';

/**
 * The exact confidence interval of a share when all of N independent outcomes are the same (Clopper and Pearson,
 * The Use of Confidence or Fiducial Limits, Biometrika 26, 1934): no resample of them differs, so the bootstrap
 * would take 3 right answers of 3 for certainty.
 * @param share of the outcomes, 0 or 1.
 * @param outcomes N
 * @param options.confidence above 0 and below 1, by default 0.95.
 * @returns from α^(1/N) to 1 for a share of 1, with α half of what the confidence leaves; mirrored for 0.
 * @throws RangeError for another share, fewer than one outcome, or a confidence out of range.
 * @example
 * ```ts
 * import { unanimousInterval } from '@jssl/eval';
 *
 * console.log(unanimousInterval(1, 3).low.toFixed(2), unanimousInterval(1, 1000).low.toFixed(3)); // 0.29 0.996
 * ```
 */
export function unanimousInterval(
  share: number,
  outcomes: number,
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): Interval {
  const caller = 'unanimousInterval';
  if (share !== 0 && share !== 1) {
    throw new RangeError(`${caller}: share must be 0 or 1, got ${share}`);
  }
  checkCounts(caller, { outcomes });
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`${caller}: confidence must be above 0 and below 1, got ${confidence}`);
  }
  const end = ((1 - confidence) / 2) ** (1 / outcomes);
  return share === 1 ? { low: end, high: 1 } : { low: 0, high: 1 - end };
}
