import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from '../checks/check-counts.js';
import { guessesFrom, shareWithin } from './guesses.js';

/**
 * Top-k accuracy: the share of rows whose target is among their k highest scores. If scores are equal, the
 * lower class ranks first; a NaN ranks before all numbers. With k ≥ L, every row counts as right unless its
 * target's score is NaN.
 * @param scores [N, L]
 * @param targets [N], each from 0 to L − 1.
 * @returns a share in [0, 1].
 * @throws RangeError unless k is at least 1, and there is at least one row and a class for each row.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { topKAccuracy } from '@jssl/eval';
 *
 * const scores = tf.tensor2d([
 *   [0.2, 0.7, 0.1],
 *   [0.5, 0.3, 0.2],
 * ]); // [N, L]
 * const [top1, top2] = [await topKAccuracy(scores, [1, 1], 1), await topKAccuracy(scores, [1, 1], 2)];
 * console.log(top1, top2); // 0.5 1
 * ```
 */
export async function topKAccuracy(
  scores: tf.Tensor2D,
  targets: ArrayLike<number>,
  k: number,
): Promise<number> {
  checkCounts('topKAccuracy', { k });
  return shareWithin(await guessesFrom('topKAccuracy', scores, targets), k);
}
