import * as tf from '@tensorflow/tfjs-core';

import { topKAccuracy } from './top-k-accuracy.js';

export interface KnnOptions {
  /** k, the neighbours that vote. */
  readonly k: number;
  /** τ, above 0: a neighbour of similarity s votes with e^(s/τ). */
  readonly temperature: number;
  /** L, the classes. */
  readonly classes: number;
}

export interface KnnInputs {
  /** Features of labelled images, L2-normalised rows [B, F]. */
  readonly bank: tf.Tensor2D;
  /** Their classes [B], each from 0 to L − 1. */
  readonly labels: ArrayLike<number>;
  /** Features to classify, L2-normalised rows [N, F]. */
  readonly queries: tf.Tensor2D;
}

/** Similarities held at once, at most: rows of queries are taken in chunks. */
const CHUNK_ELEMENTS = 2 ** 24;

function check(caller: string, { bank, labels, queries }: KnnInputs, options: KnnOptions): void {
  const { k, temperature, classes } = options;
  const [rows, features] = bank.shape;
  if (bank.rank !== 2 || queries.rank !== 2) {
    throw new TypeError(
      `${caller}: bank and queries must be [B, F] and [N, F], got [${bank.shape.join(', ')}] and [${queries.shape.join(', ')}]`,
    );
  }
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
  if (!Number.isInteger(k) || k < 1 || k > rows) {
    throw new RangeError(
      `${caller}: k must be from 1 to the size of the bank, ${rows}, got ${k}; lower k or take a larger bank`,
    );
  }
  if (!(Number.isFinite(temperature) && temperature > 0)) {
    throw new RangeError(
      `${caller}: temperature must be a finite number above 0, got ${temperature}`,
    );
  }
  if (!Number.isInteger(classes) || classes < 1) {
    throw new RangeError(`${caller}: classes must be a whole number of at least 1, got ${classes}`);
  }
  const outside = Array.from(labels).find(
    (label) => !Number.isInteger(label) || label < 0 || label >= classes,
  );
  if (outside !== undefined) {
    throw new RangeError(
      `${caller}: labels must be classes from 0 to ${classes - 1}, got ${outside}`,
    );
  }
}

/** Cosines [N, k] to the k most similar rows of the bank, and their places in it. */
function nearest({ bank, queries }: KnnInputs, k: number) {
  return tf.topk(tf.matMul(queries, bank, false, true), k);
}

/**
 * Votes [N, L] in float64, each row's divided by its largest vote: no temperature above 0.002
 * overflows or loses a neighbour.
 */
function shiftedVotes(inputs: KnnInputs, { k, temperature, classes }: KnnOptions): tf.Tensor2D {
  const { values, indices } = nearest(inputs, k);
  const [similarities, places] = [values.dataSync(), indices.dataSync()];
  const rows = inputs.queries.shape[0];
  const votes = new Float64Array(rows * classes);
  for (let at = 0; at < similarities.length; at++) {
    const row = Math.floor(at / k);
    const below = (similarities[at] ?? NaN) - (similarities[row * k] ?? NaN);
    const vote = row * classes + (inputs.labels[places[at] ?? 0] ?? 0);
    votes[vote] = (votes[vote] ?? 0) + Math.exp(below / temperature);
  }
  // Ranks are all that counts, and logarithms fit into float32 where the votes do not.
  return tf.tensor2d(new Float32Array(votes.map(Math.log)), [rows, classes]);
}

/**
 * Scores of a weighted k-nearest-neighbour classifier (arXiv 1805.01978, Section 3.4): a class's score
 * is the sum of e^(s/τ) over its members among the k bank rows of highest cosine s.
 *
 * The scores are those sums as they are: in float32 they overflow for τ below about 1/88.
 * {@link knnAccuracy} does not.
 * @returns scores [N, L].
 * @throws TypeError for another rank, RangeError when sizes disagree or an option is out of range.
 */
export function weightedKnn(inputs: KnnInputs, options: KnnOptions): tf.Tensor2D {
  check('weightedKnn', inputs, options);
  return tf.tidy(() => {
    const classOf = tf.tensor1d(Int32Array.from(inputs.labels), 'int32');
    const { values, indices } = nearest(inputs, options.k);
    const weights = tf.exp(tf.div(values, options.temperature));
    const chosen = tf.oneHot(tf.gather(classOf, indices), options.classes); // [N, k, L]
    const weighted = tf.matMul(tf.expandDims(weights, 1), tf.cast(chosen, 'float32')); // [N, 1, L]
    return tf.squeeze(weighted, [1]);
  });
}

/**
 * Top-1 and top-5 accuracy of the weighted kNN classifier, at any temperature: the votes of a query
 * are scaled by its largest, which changes no ranking, and summed in float64. Queries are taken in chunks, so that memory
 * stays bounded whatever N and B are.
 * @returns shares of the queries, in [0, 1].
 * @throws as {@link weightedKnn}, and RangeError unless there is one target for each query.
 */
export function knnAccuracy(
  inputs: KnnInputs & { readonly targets: ArrayLike<number> },
  options: KnnOptions,
): { top1: number; top5: number } {
  check('knnAccuracy', inputs, options);
  const { bank, labels, queries, targets } = inputs;
  const count = queries.shape[0];
  if (targets.length !== count || count === 0) {
    throw new RangeError(
      `knnAccuracy: targets must be one for each of ${count} queries, at least one, got ${targets.length}`,
    );
  }
  const chunk = Math.max(1, Math.floor(CHUNK_ELEMENTS / bank.shape[0]));
  let [right1, right5] = [0, 0];
  for (let start = 0; start < count; start += chunk) {
    const size = Math.min(chunk, count - start);
    tf.tidy(() => {
      const rows = tf.slice2d(queries, [start, 0], [size, -1]);
      const scores = shiftedVotes({ bank, labels, queries: rows }, options);
      const expected = Int32Array.from({ length: size }, (_, at) => targets[start + at] ?? -1);
      right1 += size * topKAccuracy(scores, expected, 1);
      right5 += size * topKAccuracy(scores, expected, 5);
    });
  }
  return { top1: right1 / count, top5: right5 / count };
}
