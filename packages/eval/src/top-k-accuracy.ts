import type * as tf from '@tensorflow/tfjs-core';

import { checkCounts } from './check-counts.js';
import { guessesFrom, shareWithin } from './guesses.js';

/**
 * The share of rows whose target is among their k highest scores. Of equal scores the lower class
 * comes first, and a score that is no number before all others. With k at least L every row is right
 * whose target has a score.
 * @param scores [N, L]
 * @param targets [N], each from 0 to L − 1.
 * @returns a share in [0, 1].
 * @throws RangeError unless there is one target a row, at least one, each a class, and k is at least 1.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { topKAccuracy } from '@jssl/eval';
 *
 * const scores = tf.tensor2d([
 *   [0.2, 0.7, 0.1],
 *   [0.5, 0.3, 0.2],
 * ]); // [N, L]
 * console.log(topKAccuracy(scores, [1, 1], 1), topKAccuracy(scores, [1, 1], 2)); // 0.5 1
 * ```
 */
export function topKAccuracy(scores: tf.Tensor2D, targets: ArrayLike<number>, k: number): number {
  checkCounts('topKAccuracy', { k });
  return shareWithin(guessesFrom('topKAccuracy', scores, targets), k);
}
