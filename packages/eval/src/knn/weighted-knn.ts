import * as tf from '@tensorflow/tfjs-core';

import { checkClasses } from '../checks/check-classes.js';
import { checkCounts } from '../checks/check-counts.js';
import { forEachQuery } from '../similarity-chunks.js';
import { withRows, type Rows } from '../with-rows.js';

/** One combination of the number of neighbors and the temperature. */
export interface KnnSetting {
  /** k, the number of neighbors that vote. */
  readonly k: number;
  /** τ, above 0: a neighbor of similarity s votes with e^(s/τ). */
  readonly temperature: number;
}

/** Options of {@link weightedKnn}. */
export interface KnnOptions extends KnnSetting {
  /** L, the number of classes. */
  readonly classes: number;
}

/** A bank of features with classes, and queries. */
export interface KnnInputs {
  /** Features of labeled images, L2-normalized rows [B, F]. */
  readonly bank: Rows;
  /** Their classes [B], each from 0 to L − 1. */
  readonly labels: ArrayLike<number>;
  /** Features to classify, L2-normalized rows [N, F]. */
  readonly queries: Rows;
}

/** The tensors of {@link KnnInputs}. */
export interface KnnTensors {
  readonly bank: tf.Tensor2D;
  readonly queries: tf.Tensor2D;
}

/**
 * @throws RangeError when sizes disagree, a label is not a class, or a k or a temperature is out of range.
 */
export function checkKnn(
  caller: string,
  { bank, labels, queries }: KnnTensors & { readonly labels: ArrayLike<number> },
  { settings, classes }: { readonly settings: readonly KnnSetting[]; readonly classes: number },
): void {
  const [rows, features] = bank.shape;
  if (queries.shape[1] !== features) {
    throw new RangeError(
      `${caller}: queries must have F = ${features} features like the bank, got ${queries.shape[1]}`,
    );
  }
  if (labels.length !== rows) {
    throw new RangeError(
      `${caller}: labels must be one for each of ${rows} bank rows, got ${labels.length}`,
    );
  }
  for (const { k, temperature } of settings) {
    if (!Number.isInteger(k) || k < 1 || k > rows) {
      throw new RangeError(
        `${caller}: k must be from 1 to the size of the bank, ${rows}, got ${k}; lower k or use a larger bank`,
      );
    }
    if (!(Number.isFinite(temperature) && temperature > 0)) {
      throw new RangeError(
        `${caller}: temperature must be a finite number above 0, got ${temperature}`,
      );
    }
  }
  checkCounts(caller, { classes });
  checkClasses(caller, { labels }, classes);
}

/**
 * The votes of a query's first k neighbors, e^((s − shift)/τ) each, summed by class in float64.
 * @param labels classes of the bank [B].
 * @param neighbors k or more: their bank indices and similarities.
 * @param options.shift subtracted from every similarity, which scales all votes alike.
 * @returns [L]
 */
export function countVotes(
  labels: ArrayLike<number>,
  { places, similarities }: { places: Int32Array; similarities: Float32Array },
  { k, temperature, classes, shift }: KnnOptions & { readonly shift: number },
): Float64Array {
  const votes = new Float64Array(classes);
  for (let at = 0; at < k; at++) {
    const label = labels[places[at] ?? NaN] ?? NaN;
    const vote = Math.exp(((similarities[at] ?? NaN) - shift) / temperature);
    votes[label] = (votes[label] ?? NaN) + vote;
  }
  return votes;
}

/**
 * Scores of a weighted k-nearest-neighbor classifier (arXiv 1805.01978, Section 3.4): a class's score
 * is the sum of e^(s/τ) over its members among the k bank rows of highest cosine s.
 *
 * The scores are float32 and overflow for τ below about 1/88; `knnAccuracy` has no such limit. Queries
 * are processed in chunks, so memory does not grow with N times B.
 * @returns scores [N, L].
 * @throws TypeError for another rank, RangeError when sizes disagree or an option is out of range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { weightedKnn } from '@jssl/eval';
 *
 * const bank = tf.tensor2d([
 *   [1, 0],
 *   [0, 1],
 *   [0, -1],
 * ]); // [B, F], unit rows
 * const queries = tf.tensor2d([[1, 0]]); // [N, F]
 * const scores = await weightedKnn(
 *   { bank, labels: [0, 1, 1], queries },
 *   { k: 3, temperature: 1, classes: 2 },
 * );
 * const votes = await scores.data();
 * console.log([...votes].map((vote) => vote.toFixed(3))); // [ '2.718', '2.000' ]
 * ```
 */
export async function weightedKnn(inputs: KnnInputs, options: KnnOptions): Promise<tf.Tensor2D> {
  const { labels, bank, queries } = inputs;
  const { k, classes } = options;
  return withRows('weightedKnn', { bank, queries }, async (tensors) => {
    checkKnn('weightedKnn', { ...tensors, labels }, { settings: [options], classes });
    const count = tensors.queries.shape[0];
    const scores = new Float32Array(count * classes);
    await forEachQuery(tensors, k, (query, places, similarities) => {
      const votes = countVotes(labels, { places, similarities }, { ...options, shift: 0 });
      scores.set(votes, query * classes);
    });
    return tf.tensor2d(scores, [count, classes]);
  });
}
