import type { DifferenceEstimate } from './difference-estimate.js';
import { meanInterval } from './mean-interval.js';

/**
 * The mean of paired differences, such as those between two methods' accuracies seed by seed, with its standard
 * error s/√n and n − 1 degrees of freedom.
 * @param differences two or more.
 * @throws RangeError for fewer than two, or numbers that are not finite.
 * @example
 * ```ts
 * import { pairedEstimate } from '@jssl/eval';
 *
 * const { difference, standardError } = pairedEstimate([1.1, 0.4, 0.9]);
 * console.log(difference.toFixed(2), standardError.toFixed(3)); // 0.80 0.208
 * ```
 */
export function pairedEstimate(differences: readonly number[]): DifferenceEstimate {
  const { mean, standardDeviation } = meanInterval(differences);
  const count = differences.length;
  return {
    difference: mean,
    standardError: standardDeviation / Math.sqrt(count),
    degreesOfFreedom: count - 1,
  };
}
