import type { DifferenceEstimate } from './difference-estimate.js';
import { holmAdjusted } from './holm-adjusted.js';
import type { Interval } from './interval.js';
import { studentTProbability } from './student-t-probability.js';
import { studentTQuantile } from './student-t-quantile.js';

/** What a difference of a family shows. */
export interface JudgedDifference {
  readonly difference: number;
  /** Student's interval of the difference alone, at confidence 1 − α: not corrected for the size of the family. */
  readonly interval: Interval;
  /** Two-sided p-value of Student's t test that there is no difference. */
  readonly probability: number;
  /** The same after Holm's correction over the family. */
  readonly adjusted: number;
  /** p-value of the equivalence test: the larger of its two one-sided tests. */
  readonly equivalence: number;
  /** The same after Holm's correction over the family. */
  readonly adjustedEquivalence: number;
  /**
   * `equivalent`: shown to lie within the margin, also if it is not 0. `better` and `worse`: shown to lie above or
   * below 0. `undecided`: none of these.
   */
  readonly outcome: 'better' | 'worse' | 'equivalent' | 'undecided';
}

/** How {@link judgeDifferences} decides. */
export interface JudgeOptions {
  /** Differences smaller than this, above or below 0, count as equivalent. Above 0, in the unit of the differences. */
  readonly margin: number;
  /** α, the probability of a wrong finding among the family. Above 0 and below 1, by default 0.05. */
  readonly alpha?: number;
}

/**
 * Judges a family of differences, such as those between two methods by several measures: Student's t test for a
 * difference, and two one-sided t tests for equivalence within a margin (TOST: Schuirmann, A Comparison of the Two
 * One-Sided Tests Procedure and the Power Approach, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987). Both
 * are corrected over the family by Holm's procedure. An interval that contains 0 shows nothing by itself: only the
 * equivalence test can show that a difference is small.
 * @returns the findings in the same order.
 * @throws RangeError for an estimate, margin or α out of range.
 * @example
 * ```ts
 * import { judgeDifferences, pairedEstimate } from '@jssl/eval';
 *
 * // Percentage points, one number per seed.
 * const clear = pairedEstimate([1.1, 0.9, 1.0, 1.2, 0.8]);
 * const small = pairedEstimate([0.1, -0.2, 0.05, 0.15, -0.1]);
 * const noisy = pairedEstimate([3, -2, 1, 4, -1]);
 * const found = judgeDifferences([clear, small, noisy], { margin: 0.5 });
 * console.log(found.map(({ outcome }) => outcome)); // [ 'better', 'equivalent', 'undecided' ]
 * ```
 */
export function judgeDifferences(
  estimates: readonly DifferenceEstimate[],
  { margin, alpha = 0.05 }: JudgeOptions,
): JudgedDifference[] {
  if (!(margin > 0 && margin < Infinity)) {
    throw new RangeError(`judgeDifferences: margin must be above 0, got ${margin}`);
  }
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(`judgeDifferences: alpha must be above 0 and below 1, got ${alpha}`);
  }
  const tests = estimates.map((one) => {
    if (!Number.isFinite(one.difference) || !(one.standardError >= 0)) {
      throw new RangeError(
        `judgeDifferences: an estimate must be a finite difference with a standard error of at least 0, got ${one.difference} with ${one.standardError}`,
      );
    }
    return {
      probability: Math.min(1, 2 * below(one, -Math.abs(one.difference))),
      equivalence: Math.max(
        below(one, -(one.difference + margin)),
        below(one, one.difference - margin),
      ),
    };
  });
  const adjusted = holmAdjusted(tests.map(({ probability }) => probability));
  const adjustedEquivalence = holmAdjusted(tests.map(({ equivalence }) => equivalence));
  return estimates.map(({ difference, standardError, degreesOfFreedom }, at) => {
    const half = studentTQuantile(1 - alpha / 2, degreesOfFreedom) * standardError;
    const [own = 1, equivalent = 1] = [adjusted[at], adjustedEquivalence[at]];
    const sided = difference > 0 ? 'better' : 'worse';
    return {
      difference,
      interval: { low: difference - half, high: difference + half },
      ...{ probability: tests[at]?.probability ?? 1, adjusted: own },
      ...{ equivalence: tests[at]?.equivalence ?? 1, adjustedEquivalence: equivalent },
      outcome: equivalent < alpha ? 'equivalent' : own < alpha ? sided : 'undecided',
    };
  });
}

/** P(T ≤ distance / standard error); without any scatter, whether the distance is below 0. */
function below({ standardError, degreesOfFreedom }: DifferenceEstimate, distance: number): number {
  if (standardError === 0) return distance < 0 ? 0 : 1;
  return studentTProbability(distance / standardError, degreesOfFreedom);
}
