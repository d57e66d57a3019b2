import { studentTQuantile } from './student-t-quantile.js';

/** The mean of a few numbers with its confidence interval. */
export interface MeanInterval {
  readonly mean: number;
  /** Standard deviation of the numbers, with denominator n − 1. */
  readonly standardDeviation: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean, standard deviation s and Student's confidence interval of a mean (Student, The Probable Error
 * of a Mean, Biometrika 6, 1908): mean ± t·s/√n, with the t of n − 1 degrees of freedom at that
 * confidence. Exact for independent, normally distributed numbers.
 *
 * For paired differences, such as those between two methods' accuracies by seed, it is the paired t interval:
 * if 0 lies outside, the paired t test calls the difference significant.
 * @param numbers two or more.
 * @param options.confidence above 0 and below 1, by default 0.95.
 * @throws RangeError for fewer than two numbers, numbers that are not finite, or a confidence out of
 * range.
 * @example
 * ```ts
 * import { meanInterval } from '@jssl/eval';
 *
 * // Accuracy of method B minus method A in percentage points, one number per seed.
 * const { mean, low, high } = meanInterval([1.1, 0.4, 0.9]);
 * console.log([mean, low, high].map((points) => points.toFixed(2))); // [ '0.80', '-0.10', '1.70' ]
 * ```
 */
export function meanInterval(
  numbers: readonly number[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): MeanInterval {
  const count = numbers.length;
  if (count < 2 || !numbers.every(Number.isFinite)) {
    throw new RangeError(
      `meanInterval: numbers must be two or more finite ones, got [${numbers.join(', ')}]`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`meanInterval: confidence must be above 0 and below 1, got ${confidence}`);
  }
  const mean = numbers.reduce((sum, number) => sum + number, 0) / count;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (count - 1));
  const half =
    (studentTQuantile((1 + confidence) / 2, count - 1) * standardDeviation) / Math.sqrt(count);
  return { mean, standardDeviation, low: mean - half, high: mean + half };
}
