import { checkCounts } from '../checks/check-counts.js';

/**
 * The percentile bootstrap's confidence interval of a mean (Efron and Tibshirani, An Introduction to
 * the Bootstrap, 1993, Section 13.3). If each outcome is 1 for a right answer and 0 for a wrong one, the mean
 * is an accuracy. N outcomes are drawn with replacement, R times. With the R means in ascending order, the
 * interval goes from number q to number R + 1 − q, where q = ⌊(R + 1)(1 − confidence)/2⌋.
 *
 * It covers the variation between draws of test images, not between training runs.
 * @param outcomes [N]
 * @param options.confidence above 0 and below 1, by default 0.95.
 * @param options.resamples R, by default 999, for which q is whole at the usual confidences.
 * @param random uniform numbers in [0, 1), N·R of them.
 * @returns the ends of the interval, between the least and the greatest outcome.
 * @throws RangeError without outcomes, for a confidence out of range, or for so few resamples that q is
 * below 1 (fewer than 39 at a confidence of 0.95).
 * @example
 * ```ts
 * import { bootstrapInterval } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * const outcomes = Array.from({ length: 100 }, (_, image) => Number(image < 80)); // 80 of 100 right
 * console.log(bootstrapInterval(outcomes, { confidence: 0.95 }, random)); // { low: 0.72, high: 0.88 }
 * ```
 */
export function bootstrapInterval(
  outcomes: ArrayLike<number>,
  options: { readonly confidence?: number; readonly resamples?: number },
  random: () => number,
): { low: number; high: number } {
  const count = outcomes.length;
  if (count === 0) throw new RangeError('bootstrapInterval: outcomes must be at least one, got 0');
  const { resamples, tail } = percentileEnds('bootstrapInterval', options);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += outcomes[Math.floor(random() * count)] ?? NaN;
    return sum / count;
  }).sort();
  return { low: means[tail - 1] ?? NaN, high: means[resamples - tail] ?? NaN };
}

/**
 * R and q of a percentile bootstrap.
 * @throws RangeError for a confidence out of range, or too few resamples for it.
 */
export function percentileEnds(
  caller: string,
  options: { readonly confidence?: number; readonly resamples?: number },
): { readonly resamples: number; readonly tail: number } {
  const { confidence = 0.95, resamples = 999 } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`${caller}: confidence must be above 0 and below 1, got ${confidence}`);
  }
  checkCounts(caller, { resamples });
  // 1 − 0.9 is a little below 0.1 in floating point.
  const tail = Math.floor(((resamples + 1) * (1 - confidence)) / 2 + 1e-9);
  if (tail < 1) {
    const least = Math.ceil(2 / (1 - confidence) - 1e-9) - 1;
    throw new RangeError(
      `${caller}: resamples must be at least ${least} for a confidence of ${confidence}, got ${resamples}`,
    );
  }
  return { resamples, tail };
}
