/** How two classifiers disagree on the same images. */
export interface McnemarTest {
  /** Images that only the first classifies correctly. */
  readonly onlyFirst: number;
  /** Images that only the second classifies correctly. */
  readonly onlySecond: number;
  /** Two-sided p-value: how probable so uneven a split is if both are equally accurate. */
  readonly probability: number;
}

/**
 * McNemar's exact test of whether two classifiers are equally accurate on the same N images (McNemar, Note on the
 * Sampling Error of the Difference between Correlated Proportions, Psychometrika 12, 1947). Only the images that exactly
 * one of them gets right count: each of these is as likely to be one as the other, so their split is binomial. It covers
 * the choice of the test images, not of training runs.
 * @param first 1 for each image [N] that the first classifier gets right, else 0.
 * @param second the same [N] for the second.
 * @throws RangeError unless both have as many images.
 * @example
 * ```ts
 * import { mcnemarTest } from '@jssl/eval';
 *
 * const first = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0];
 * const second = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
 * console.log(mcnemarTest(first, second).probability.toFixed(4)); // 0.0215
 * ```
 */
export function mcnemarTest(first: ArrayLike<number>, second: ArrayLike<number>): McnemarTest {
  if (first.length !== second.length) {
    throw new RangeError(
      `mcnemarTest: both must have as many images, got ${first.length} and ${second.length}`,
    );
  }
  let [onlyFirst, onlySecond] = [0, 0];
  for (let image = 0; image < first.length; image++) {
    const apart = (first[image] ?? NaN) - (second[image] ?? NaN);
    if (apart > 0) onlyFirst++;
    else if (apart < 0) onlySecond++;
  }
  const disagreed = onlyFirst + onlySecond;
  // The binomial probabilities 2^-n · (n over k) for k = 0 to the smaller count, by logarithms.
  let logarithm = -disagreed * Math.LN2;
  let tail = Math.exp(logarithm);
  for (let count = 1; count <= Math.min(onlyFirst, onlySecond); count++) {
    logarithm += Math.log((disagreed - count + 1) / count);
    tail += Math.exp(logarithm);
  }
  return { onlyFirst, onlySecond, probability: Math.min(1, 2 * tail) };
}
