import type * as tf from '@tensorflow/tfjs-core';

/**
 * The share of rows whose target is among their k highest scores. Of equal scores the lower class
 * comes first. With k at least L every row is right.
 * @param scores [N, L]
 * @param targets [N]
 * @returns a share in [0, 1].
 * @throws RangeError unless there is one target a row, at least one, and k is at least 1.
 */
export function topKAccuracy(scores: tf.Tensor2D, targets: ArrayLike<number>, k: number): number {
  const [rows, classes] = scores.shape;
  if (rows === 0 || targets.length !== rows) {
    throw new RangeError(
      `topKAccuracy: targets must be one for each of ${rows} rows, at least one, got ${targets.length}`,
    );
  }
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(`topKAccuracy: k must be a whole number of at least 1, got ${k}`);
  }
  const values = scores.dataSync();
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const target = targets[row] ?? -1;
    const score = values[row * classes + target] ?? NaN;
    let before = 0;
    for (let label = 0; label < classes; label++) {
      const other = values[row * classes + label] ?? NaN;
      if (other > score || (other === score && label < target)) before++;
    }
    if (!Number.isNaN(score) && before < k) right++;
  }
  return right / rows;
}
