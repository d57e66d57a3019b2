import type * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from './check-classes.js';
import { checkCounts } from './check-counts.js';

/**
 * How many classes come before the target: those of a higher score, lower classes of the same score,
 * and those whose score is no number.
 * @param scores [L]
 * @returns from 0 to L − 1, or Infinity if the target's own score is no number.
 */
export function classesBefore(scores: ArrayLike<number>, target: number): number {
  const score = scores[target] ?? NaN;
  if (Number.isNaN(score)) return Infinity;
  let before = 0;
  for (let label = 0; label < scores.length; label++) {
    const other = scores[label] ?? NaN;
    const after = other < score || (other === score && label >= target);
    if (!after) before++;
  }
  return before;
}

/**
 * The share of rows whose target is among their k highest scores. Of equal scores the lower class
 * comes first, and a score that is no number before all others. With k at least L every row is right
 * whose target has a score.
 * @param scores [N, L]
 * @param targets [N], each from 0 to L − 1.
 * @returns a share in [0, 1].
 * @throws RangeError unless there is one target a row, at least one, each a class, and k is at least 1.
 */
export function topKAccuracy(scores: tf.Tensor2D, targets: ArrayLike<number>, k: number): number {
  const [rows, classes] = scores.shape;
  if (rows === 0 || targets.length !== rows) {
    throw new RangeError(
      `topKAccuracy: targets must be one for each of ${rows} rows, at least one, got ${targets.length}`,
    );
  }
  checkClasses('topKAccuracy', 'targets', targets, classes);
  checkCounts('topKAccuracy', { k });
  const values = scores.dataSync();
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const before = classesBefore(
      values.subarray(row * classes, (row + 1) * classes),
      targets[row] ?? NaN,
    );
    if (before < k) right++;
  }
  return right / rows;
}
