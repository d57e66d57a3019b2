import { classCounts } from './balanced-accuracy.js';
import { checkClasses } from '../checks/check-classes.js';
import { checkCounts } from '../checks/check-counts.js';

/** How well a constant guess does. */
export interface MostFrequentClass {
  /** The class with the most training images, the lowest if several have as many. */
  readonly label: number;
  /** Share of the test images that are of this class, in [0, 1]. */
  readonly top1: number;
  /** Share of the test images that are of one of the five most frequent training classes, in [0, 1]. */
  readonly top5: number;
  /** Balanced accuracy, in [0, 1]: one over the number of classes that have test images, or 0. */
  readonly balanced: number;
}

/**
 * The accuracy of always guessing the most frequent class of the training images: what a classifier must
 * beat if classes are unbalanced.
 * @param labels classes of the training images [B], each from 0 to L − 1.
 * @param targets classes of the test images [N].
 * @param classes L
 * @throws RangeError without training or test images, or for labels that are not classes.
 * @example
 * ```ts
 * import { mostFrequentClass } from '@jssl/eval';
 *
 * const { label, top1, balanced } = mostFrequentClass([0, 1, 1, 1], [0, 1, 1, 1], 2);
 * console.log(label, top1, balanced); // 1 0.75 0.5
 * ```
 */
export function mostFrequentClass(
  labels: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): MostFrequentClass {
  const caller = 'mostFrequentClass';
  checkCounts(caller, { classes });
  if (labels.length === 0 || targets.length === 0) {
    throw new RangeError(
      `${caller}: labels and targets must hold at least one class each, got ${labels.length} and ${targets.length}`,
    );
  }
  checkClasses(caller, { labels, targets }, classes);
  const counts = classCounts(labels, classes);
  const byCount = [...counts.keys()].sort(
    (one, other) => (counts[other] ?? 0) - (counts[one] ?? 0) || one - other,
  );
  const tested = classCounts(targets, classes);
  const share = (guessed: readonly number[]) =>
    guessed.reduce((sum, label) => sum + (tested[label] ?? 0), 0) / targets.length;
  const [label = 0] = byCount;
  return {
    label,
    top1: share([label]),
    top5: share(byCount.slice(0, 5)),
    balanced: Number((tested[label] ?? 0) > 0) / tested.filter((count) => count > 0).length,
  };
}
