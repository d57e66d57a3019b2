import { balancedAccuracy } from '../accuracy/balanced-accuracy.js';
import { checkClasses } from '../checks/check-classes.js';
import { confusionMatrix, perClassAccuracy } from '../accuracy/confusion-matrix.js';
import { classesBefore, firstGuess, shareWithin, type Guesses } from '../accuracy/guesses.js';
import { forEachQuery } from '../similarity-chunks.js';
import { withRows } from '../with-rows.js';
import {
  checkKnn,
  countVotes,
  type KnnInputs,
  type KnnOptions,
  type KnnSetting,
  type KnnTensors,
} from './weighted-knn.js';

/** A bank of features with classes, and queries whose classes are to be guessed. */
export interface KnnTestInputs extends KnnInputs {
  /** The true classes of the queries [N], each from 0 to L − 1. */
  readonly targets: ArrayLike<number>;
}

/** Settings of a sweep: each k at each temperature. */
export interface KnnSweepOptions {
  /** The numbers of neighbors to try, each from 1 to B. */
  readonly ks: readonly number[];
  /** The temperatures to try, each above 0. */
  readonly temperatures: readonly number[];
  /** L */
  readonly classes: number;
}

/** The accuracy at one setting of a sweep. */
export interface KnnSweepRow extends KnnSetting {
  /** Share of queries whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of queries whose class is among the first five guesses, in [0, 1]. */
  readonly top5: number;
  /** Balanced accuracy of the first guesses, in [0, 1]. */
  readonly balanced: number;
  /** The guesses for each query, for `classificationReport`. */
  readonly guesses: Guesses;
}

/**
 * Top-1 and top-5 accuracy of the weighted kNN classifier (see `weightedKnn`) for each k at each
 * temperature. Neighbors are searched once, for the largest k.
 *
 * The votes for a query are scaled by its largest vote, which does not change the ranking, and summed in
 * float64: no temperature overflows, and none above 0.003 underflows. If votes are equal, the lower class
 * ranks first. Queries are processed in chunks, so memory does not grow with N times B.
 * @returns a row for each setting: the first k at every temperature, then the next k.
 * @throws TypeError for another rank, RangeError when sizes disagree, labels or targets are not classes,
 * an option is out of range, or there are no queries, ks or temperatures.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { knnSweep } from '@jssl/eval';
 *
 * const bank = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [0.6, 0.8],
 * ]); // [B, F], unit rows
 * const queries = tf.tensor2d([[0.8, 0.6]]); // [N, F]
 * const data = { bank, labels: [0, 1, 1], queries, targets: [1] };
 * const rows = await knnSweep(data, { ks: [1, 3], temperatures: [0.1, 0.5], classes: 2 });
 * console.log(rows.map(({ k, temperature, top1 }) => [k, temperature, top1].join(' '))); // [ '1 0.1 1', '1 0.5 1', '3 0.1 1', '3 0.5 1' ]
 * ```
 */
export async function knnSweep(
  inputs: KnnTestInputs,
  { ks, temperatures, classes }: KnnSweepOptions,
): Promise<KnnSweepRow[]> {
  if (ks.length === 0 || temperatures.length === 0) {
    throw new RangeError(
      `knnSweep: ks and temperatures must hold at least one number each, got ${ks.length} and ${temperatures.length}`,
    );
  }
  const settings = ks.flatMap((k) => temperatures.map((temperature) => ({ k, temperature })));
  return sweep('knnSweep', inputs, { settings, classes });
}

/**
 * Top-1 and top-5 accuracy of the weighted kNN classifier at one setting; see {@link knnSweep}.
 * @returns shares of the queries, in [0, 1].
 * @throws as {@link knnSweep}.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { knnAccuracy } from '@jssl/eval';
 *
 * const bank = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [0.6, 0.8],
 * ]); // [B, F], unit rows
 * const queries = tf.tensor2d([[0.8, 0.6]]); // [N, F]
 * const data = { bank, labels: [0, 1, 1], queries, targets: [1] };
 * console.log(await knnAccuracy(data, { k: 1, temperature: 0.5, classes: 2 })); // { top1: 1, top5: 1, balanced: 1 }
 * ```
 */
export async function knnAccuracy(
  inputs: KnnTestInputs,
  options: KnnOptions,
): Promise<{ top1: number; top5: number; balanced: number }> {
  const [row] = await sweep('knnAccuracy', inputs, {
    settings: [options],
    classes: options.classes,
  });
  return { top1: row?.top1 ?? NaN, top5: row?.top5 ?? NaN, balanced: row?.balanced ?? NaN };
}

function sweep(
  caller: string,
  { bank, queries, ...classes }: KnnTestInputs,
  options: { readonly settings: readonly KnnSetting[]; readonly classes: number },
): Promise<KnnSweepRow[]> {
  return withRows(caller, { bank, queries }, (tensors) =>
    sweepTensors(caller, { ...tensors, ...classes }, options),
  );
}

async function sweepTensors(
  caller: string,
  inputs: KnnTestInputs & KnnTensors,
  { settings, classes }: { readonly settings: readonly KnnSetting[]; readonly classes: number },
): Promise<KnnSweepRow[]> {
  const { labels, queries, targets } = inputs;
  const count = queries.shape[0];
  checkKnn(caller, inputs, { settings, classes });
  if (targets.length !== count || count === 0) {
    throw new RangeError(
      `${caller}: targets must be one for each of ${count} queries, at least one, got ${targets.length}`,
    );
  }
  checkClasses(caller, { targets }, classes);
  const rows = settings.map(({ k, temperature }) => ({
    k,
    temperature,
    guesses: { predictions: new Int32Array(count), before: new Float64Array(count) },
  }));
  const largestK = Math.max(...settings.map(({ k }) => k));
  await forEachQuery(inputs, largestK, (query, places, similarities) => {
    const target = targets[query] ?? NaN;
    const shift = similarities[0] ?? NaN;
    const neighbors = { places, similarities };
    for (const { guesses, ...setting } of rows) {
      const votes = countVotes(labels, neighbors, { ...setting, classes, shift });
      guesses.predictions[query] = firstGuess(votes);
      guesses.before[query] = classesBefore(votes, target);
    }
  });
  return rows.map(({ guesses, ...setting }) => ({
    ...setting,
    top1: shareWithin(guesses, 1),
    top5: shareWithin(guesses, 5),
    balanced: balancedAccuracy(
      perClassAccuracy(confusionMatrix(guesses.predictions, targets, classes)),
    ),
    guesses,
  }));
}
