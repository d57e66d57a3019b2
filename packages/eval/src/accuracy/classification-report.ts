import { balancedAccuracy } from './balanced-accuracy.js';
import { bootstrapInterval } from '../statistics/bootstrap-interval.js';
import { confusionMatrix, perClassAccuracy } from './confusion-matrix.js';
import { shareWithin, type Guesses } from './guesses.js';
import type { Interval } from '../statistics/interval.js';
import { unanimousInterval } from '../statistics/unanimous-interval.js';

/** The accuracy of a classifier, overall and by class. */
export interface ClassificationReport {
  /** Share of images whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of images whose class is among the first five guesses, in [0, 1]. */
  readonly top5: number;
  /** The mean of `perClass` over the classes that have images, in [0, 1]. */
  readonly balanced: number;
  /** 95 % confidence intervals of both: bootstrap ones, and exact ones if all guesses are right, or all wrong. */
  readonly top1Interval: Interval;
  readonly top5Interval: Interval;
  /** For each class, the share of its images whose first guess is right [L]; NaN without images. */
  readonly perClass: readonly number[];
  /** Counts [L, L], rows are the true classes. */
  readonly confusion: readonly (readonly number[])[];
  /** 1 for each image whose first guess is right, else 0 [N]: to compare with another classifier. */
  readonly right: Uint8Array;
}

/**
 * Overall, balanced and per-class accuracy, 95 % confidence intervals, and the confusion matrix.
 * @param targets the true classes [N], from 0 to L − 1.
 * @param options.classes L
 * @param options.random uniform numbers in [0, 1) for the bootstrap, 2·999·N of them.
 * @throws RangeError when sizes disagree, there is no image, or a target is not a class.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { classificationReport, guessesOf } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * const scores = tf.tensor2d([
 *   [0.9, 0.1],
 *   [0.2, 0.8],
 *   [0.7, 0.3],
 *   [0.4, 0.6],
 * ]); // [N, L]
 * const targets = [0, 1, 1, 1];
 * const guesses = await guessesOf(scores, targets);
 * const report = classificationReport(guesses, targets, { classes: 2, random });
 * console.log(report.top1, report.confusion); // 0.75 [ [ 1, 0 ], [ 1, 2 ] ]
 * ```
 */
export function classificationReport(
  guesses: Guesses,
  targets: ArrayLike<number>,
  { classes, random }: { readonly classes: number; readonly random: () => number },
): ClassificationReport {
  const confusion = confusionMatrix(guesses.predictions, targets, classes);
  const perClass = perClassAccuracy(confusion);
  const interval = (k: number): Interval => {
    // Five guesses among five classes are always right.
    if (k >= classes) return { low: 1, high: 1 };
    const share = shareWithin(guesses, k);
    if (share === 0 || share === 1) return unanimousInterval(share, targets.length);
    const right = guesses.before.map((count) => Number(count < k));
    return bootstrapInterval(right, {}, random);
  };
  return {
    top1: shareWithin(guesses, 1),
    top5: shareWithin(guesses, 5),
    balanced: balancedAccuracy(perClass),
    top1Interval: interval(1),
    top5Interval: interval(5),
    perClass,
    confusion,
    right: Uint8Array.from(guesses.before, (count) => Number(count < 1)),
  };
}
