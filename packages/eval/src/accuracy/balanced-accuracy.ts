/**
 * Balanced accuracy: the mean of the accuracies (recalls) of the classes that have images. Always guessing
 * one class scores 1/L by it, however frequent that class is. It equals the accuracy if all classes have
 * equally many images.
 * @param perClass shares [L] as `perClassAccuracy` returns them, NaN for a class without images.
 * @returns a share in [0, 1].
 * @throws RangeError if no class has images.
 * @example
 * ```ts
 * import { balancedAccuracy, perClassAccuracy } from '@jssl/eval';
 *
 * // 8 of 8 cats and 0 of 2 dogs are right: an accuracy of 0.8.
 * const perClass = perClassAccuracy([
 *   [8, 0],
 *   [2, 0],
 * ]);
 * console.log(balancedAccuracy(perClass)); // 0.5
 * ```
 */
export function balancedAccuracy(perClass: readonly number[]): number {
  const present = perClass.filter((share) => !Number.isNaN(share));
  if (present.length === 0) {
    throw new RangeError('balancedAccuracy: perClass must have a class with images, got none');
  }
  return present.reduce((sum, share) => sum + share, 0) / present.length;
}

/**
 * Whether the classes have different numbers of images, so that accuracy and balanced accuracy can differ.
 * @param labels classes [N], each from 0 to L − 1.
 * @param classes L
 * @example
 * ```ts
 * import { isUnbalanced } from '@jssl/eval';
 *
 * console.log(isUnbalanced([0, 1, 0, 1], 2), isUnbalanced([0, 0, 0, 1], 2)); // false true
 * ```
 */
export function isUnbalanced(labels: ArrayLike<number>, classes: number): boolean {
  const counts = classCounts(labels, classes);
  return counts.some((count) => count !== counts[0]);
}

/** The number of images of each class [L]. */
export function classCounts(labels: ArrayLike<number>, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? NaN;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
