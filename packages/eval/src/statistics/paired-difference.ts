import type { Interval } from './interval.js';

/** How much more often one classifier is right than another, on the same images. */
export interface PairedDifference {
  /** Accuracy of the first minus accuracy of the second, in [-1, 1]. */
  readonly difference: number;
  /** 95 % interval of the difference, in [-1, 1]. */
  readonly interval: Interval;
}

/** The 97.5 % quantile of the standard normal distribution. */
const QUANTILE = 1.959_963_984_540_054;

/**
 * Compares two classifiers on the same N images. Both find the same images easy, so the interval of the
 * difference is much narrower than the two accuracies' own intervals suggest: only the images that exactly one
 * of them classifies correctly count. The interval is Wald's with half an image added to each of the four
 * counts (Agresti and Min, "Simple improved confidence intervals for comparing matched proportions", Statistics
 * in Medicine 24, 2005, Section 3), which also holds for few images. It covers the variation between draws of
 * test images, not between training runs.
 * @param first 1 for each image [N] that the first classifier gets right, else 0.
 * @param second the same [N] for the second.
 * @throws RangeError unless both have as many images, at least one.
 * @example
 * ```ts
 * import { pairedDifference } from '@jssl/eval';
 *
 * const first = Array.from({ length: 100 }, (_, image) => Number(image < 90)); // 90 right
 * const second = Array.from({ length: 100 }, (_, image) => Number(image < 80)); // 80 of them
 * const { difference, interval } = pairedDifference(first, second);
 * console.log(difference, interval.low.toFixed(3), interval.high.toFixed(3)); // 0.1 0.037 0.159
 * ```
 */
export function pairedDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): PairedDifference {
  const images = first.length;
  if (images === 0 || second.length !== images) {
    throw new RangeError(
      `pairedDifference: both must have as many images, at least one, got ${images} and ${second.length}`,
    );
  }
  let [onlyFirst, onlySecond] = [0, 0];
  for (let image = 0; image < images; image++) {
    const apart = (first[image] ?? NaN) - (second[image] ?? NaN);
    if (apart > 0) onlyFirst++;
    else if (apart < 0) onlySecond++;
  }
  const apart = onlyFirst - onlySecond;
  const adjusted = images + 2;
  const error = Math.sqrt(onlyFirst + onlySecond + 1 - apart ** 2 / adjusted) / adjusted;
  const [center, half] = [apart / adjusted, QUANTILE * error];
  return {
    difference: apart / images,
    interval: { low: Math.max(-1, center - half), high: Math.min(1, center + half) },
  };
}
