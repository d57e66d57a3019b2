import type { DifferenceEstimate } from './difference-estimate.js';
import { meanInterval } from './mean-interval.js';

/**
 * The mean of some numbers minus that of others that are not paired with them, such as the accuracies of two programs
 * whose seeds have nothing in common. The standard error pools both variances (Student's t test), with n₁ + n₂ − 2
 * degrees of freedom.
 * @param first two or more numbers.
 * @param second two or more numbers.
 * @throws RangeError for fewer than two numbers, or numbers that are not finite.
 * @example
 * ```ts
 * import { unpairedEstimate } from '@jssl/eval';
 *
 * const { difference, standardError } = unpairedEstimate([76, 77, 78], [75, 76, 77]);
 * console.log(difference, standardError.toFixed(3)); // 1 0.816
 * ```
 */
export function unpairedEstimate(
  first: readonly number[],
  second: readonly number[],
): DifferenceEstimate {
  const [one, other] = [meanInterval(first), meanInterval(second)];
  const degreesOfFreedom = first.length + second.length - 2;
  const squares =
    (first.length - 1) * one.standardDeviation ** 2 +
    (second.length - 1) * other.standardDeviation ** 2;
  const variance = squares / degreesOfFreedom;
  return {
    difference: one.mean - other.mean,
    standardError: Math.sqrt(variance * (1 / first.length + 1 / second.length)),
    degreesOfFreedom,
  };
}
