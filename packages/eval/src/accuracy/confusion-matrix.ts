import { checkClasses } from '../checks/check-classes.js';
import { checkCounts } from '../checks/check-counts.js';

/**
 * How often each class is confused with each other class: row t, column p counts the images of class t that
 * are predicted as class p. `await tf.argMax(scores, 1).data()` gives the predictions for scores [N, L].
 * @param predictions [N]
 * @param targets [N], each from 0 to L − 1.
 * @param classes L
 * @returns counts [L, L] that sum to N.
 * @throws RangeError unless both have the same length and hold classes.
 * @example
 * ```ts
 * import { confusionMatrix } from '@jssl/eval';
 *
 * const [predictions, targets] = [
 *   [0, 1, 1, 1],
 *   [0, 0, 1, 1],
 * ];
 * console.log(confusionMatrix(predictions, targets, 2)); // [ [ 1, 1 ], [ 0, 2 ] ]
 * ```
 */
export function confusionMatrix(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): number[][] {
  checkCounts('confusionMatrix', { classes });
  if (predictions.length !== targets.length) {
    throw new RangeError(
      `confusionMatrix: predictions must be one for each of ${targets.length} targets, got ${predictions.length}`,
    );
  }
  checkClasses('confusionMatrix', { predictions, targets }, classes);
  const flat = new Int32Array(classes * classes);
  for (let row = 0; row < targets.length; row++) {
    const cell = (targets[row] ?? NaN) * classes + (predictions[row] ?? NaN);
    flat[cell] = (flat[cell] ?? 0) + 1;
  }
  return Array.from({ length: classes }, (_, target) =>
    Array.from(flat.subarray(target * classes, (target + 1) * classes)),
  );
}

/**
 * The accuracy of each class: its count on the diagonal divided by the sum of its row.
 * @param confusion counts [L, L], as {@link confusionMatrix} gives them.
 * @returns shares [L] in [0, 1], NaN for a class without images.
 * @throws RangeError when the matrix is not square.
 * @example
 * ```ts
 * import { perClassAccuracy } from '@jssl/eval';
 *
 * console.log(
 *   perClassAccuracy([
 *     [1, 1],
 *     [0, 2],
 *   ]),
 * ); // [ 0.5, 1 ]
 * ```
 */
export function perClassAccuracy(confusion: readonly (readonly number[])[]): number[] {
  const classes = confusion.length;
  return confusion.map((row, label) => {
    if (row.length !== classes) {
      throw new RangeError(
        `perClassAccuracy: confusion must be [L, L] = [${classes}, ${classes}], got ${row.length} columns in row ${label}`,
      );
    }
    return (row[label] ?? NaN) / row.reduce((sum, count) => sum + count, 0);
  });
}
