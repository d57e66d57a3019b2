import type * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from '../checks/check-classes.js';

/** The guesses of a classifier for N images whose classes are known. */
export interface Guesses {
  /** The first guess for each image [N], from 0 to L − 1. */
  readonly predictions: Int32Array;
  /** For each image, how many classes rank before the true one [N]: 0 if the first guess is right. */
  readonly before: Float64Array;
}

/**
 * How many classes rank before the target: classes with a higher score, lower-numbered classes with the same
 * score, and classes whose score is NaN.
 * @param scores [L]
 * @returns from 0 to L − 1, or Infinity if the target's own score is NaN.
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

/** The class that ranks first: the lowest whose score is NaN, else the lowest with the highest score. */
export function firstGuess(scores: ArrayLike<number>): number {
  let first = 0;
  for (let label = 0; label < scores.length; label++) {
    const score = scores[label] ?? NaN;
    if (Number.isNaN(score)) return label;
    if (score > (scores[first] ?? NaN)) first = label;
  }
  return first;
}

/**
 * Ranks classes by score; if scores are equal, the lower class ranks first.
 * @param scores [N, L], such as the logits of a classifier.
 * @param targets the true classes [N], from 0 to L − 1.
 * @throws RangeError unless there is at least one row, and a class for each row.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { guessesOf } from '@jssl/eval';
 *
 * const scores = tf.tensor2d([
 *   [0.2, 0.7, 0.1],
 *   [0.5, 0.3, 0.2],
 * ]); // [N, L]
 * const { predictions, before } = await guessesOf(scores, [1, 2]);
 * console.log([...predictions], [...before]); // [ 1, 0 ] [ 0, 2 ]
 * ```
 */
export async function guessesOf(scores: tf.Tensor2D, targets: ArrayLike<number>): Promise<Guesses> {
  return guessesFrom('guessesOf', scores, targets);
}

/** {@link guessesOf} for use in another function, whose name its errors give. */
export async function guessesFrom(
  caller: string,
  scores: tf.Tensor2D,
  targets: ArrayLike<number>,
): Promise<Guesses> {
  const [rows, classes] = scores.shape;
  if (rows === 0 || targets.length !== rows) {
    throw new RangeError(
      `${caller}: targets must be one for each of ${rows} rows, at least one, got ${targets.length}`,
    );
  }
  checkClasses(caller, { targets }, classes);
  const values = await scores.data();
  const guesses = { predictions: new Int32Array(rows), before: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    guesses.predictions[row] = firstGuess(own);
    guesses.before[row] = classesBefore(own, targets[row] ?? NaN);
  }
  return guesses;
}

/**
 * The share of images whose class is among the first `k` guesses, in [0, 1].
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { guessesOf, shareWithin } from '@jssl/eval';
 *
 * const guesses = await guessesOf(
 *   tf.tensor2d([
 *     [0.2, 0.7, 0.1],
 *     [0.5, 0.3, 0.2],
 *   ]),
 *   [1, 1],
 * );
 * console.log(shareWithin(guesses, 1), shareWithin(guesses, 2)); // 0.5 1
 * ```
 */
export function shareWithin({ before }: Guesses, k: number): number {
  return before.reduce((right, count) => right + Number(count < k), 0) / before.length;
}
