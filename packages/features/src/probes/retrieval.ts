import type { ImageSet } from '@jssl/data';
import {
  chanceRetrieval,
  retrievalQueries,
  summarizeRetrieval,
  type RetrievalQueries,
  type RetrievalResult,
} from '@jssl/eval';
import { completeSettings, SettingError } from '@jssl/settings';
import type * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { retrievalSettings, type RetrievalSettings } from '../settings/retrieval-settings.js';

/** Which images should find each other. */
export interface RetrievalTask {
  /** The attribute's value of each image [N], as a number. */
  readonly groups: Int32Array;
  /** The value of the `across` attribute of each image [N]. */
  readonly sides?: Int32Array;
}

/**
 * The numbers of neighbors that recall is reported for.
 * @example
 * ```ts
 * import { RETRIEVAL_KS } from '@jssl/features';
 *
 * console.log(RETRIEVAL_KS); // [ 1, 5, 10 ]
 * ```
 */
export const RETRIEVAL_KS = [1, 5, 10] as const;

/**
 * The retrieval task that settings describe, for a set of images.
 * @throws SettingError for an attribute that the images don't have (the message lists those they have), or if
 * no image shares its value with another.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { retrievalTask } from '@jssl/features';
 *
 * const { train } = await openDataset('photos');
 * console.log(retrievalTask(train, { attribute: 'class' }).groups.length); // 18
 * ```
 */
export function retrievalTask(
  images: ImageSet,
  settings: Partial<RetrievalSettings> = {},
): RetrievalTask {
  const { attribute, across } = completeSettings(retrievalSettings, settings);
  const { labels, attributes = {} } = images;
  const known: Readonly<Record<string, readonly string[]>> = {
    ...(labels && { class: Array.from(labels, String) }),
    ...attributes,
  };
  const numbersOf = (setting: string, name: string): Int32Array => {
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!values) {
      const names = Object.keys(known);
      const required =
        names.length > 0
          ? `one of the attributes of these images, ${names.join(', ')}`
          : 'left out: these images have no classes or attributes';
      throw new SettingError({ setting, required, got: name });
    }
    const numbers = new Map([...new Set(values)].map((value, at) => [value, at]));
    return Int32Array.from(values, (value) => numbers.get(value) ?? NaN);
  };
  const task = {
    groups: numbersOf('attribute', attribute),
    ...(across !== undefined && { sides: numbersOf('across', across) }),
  };
  if (!hasSearches(task)) {
    const differ = across === undefined ? '' : ` while they differ in their ${across}`;
    throw new SettingError({
      setting: 'attribute',
      required: `one that at least two of the ${images.length} images share${differ}`,
      got: attribute,
    });
  }
  return task;
}

function hasSearches(task: RetrievalTask): boolean {
  try {
    chanceRetrieval(task, [1]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Recall at 1, 5 and 10, and mean average precision, with 95 % bootstrap intervals over the groups (such as
 * the emoji, whose two drawings are not independent) if there are three groups or more.
 * @param features unit rows [N, F] of the task's images.
 * @param seed of the bootstrap.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { evaluateRetrieval } from '@jssl/features';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [1, 0],
 *   [0, 1],
 *   [0, 1],
 * ]); // [N, F], unit rows
 * const { recall } = await evaluateRetrieval(features, { groups: Int32Array.of(1, 1, 2, 2) });
 * console.log(recall); // [ 1, 1, 1 ]
 * ```
 */
export async function evaluateRetrieval(
  features: tf.Tensor2D,
  task: RetrievalTask,
  seed = 0,
): Promise<RetrievalResult> {
  const { perQuery: _, ...result } = await reportRetrieval(features, task, seed);
  return result;
}

/** A result with what each query found. */
export interface RetrievalReport extends RetrievalResult {
  readonly perQuery: RetrievalQueries;
}

/**
 * {@link evaluateRetrieval} with what each query found, to compare encoders query by query.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { reportRetrieval } from '@jssl/features';
 *
 * const features = tf.tensor2d([
 *   [1, 0],
 *   [1, 0],
 *   [0, 1],
 *   [0, 1],
 * ]); // [N, F], unit rows
 * const { perQuery } = await reportRetrieval(features, { groups: Int32Array.of(1, 1, 2, 2) });
 * console.log(perQuery.firstRanks); // [ 1, 1, 1, 1 ]
 * ```
 */
export async function reportRetrieval(
  features: tf.Tensor2D,
  task: RetrievalTask,
  seed = 0,
): Promise<RetrievalReport> {
  const perQuery = await retrievalQueries({ features, ...task });
  const random = randomStream(seed, 'bootstrap');
  return { ...summarizeRetrieval(perQuery, RETRIEVAL_KS, random), perQuery };
}

/**
 * The expected result of {@link evaluateRetrieval} for a random order.
 * @example
 * ```ts
 * import { chanceOfRetrieval } from '@jssl/features';
 *
 * // Six images in pairs: the partner is one of five others.
 * const { recall } = chanceOfRetrieval({ groups: Int32Array.of(1, 1, 2, 2, 3, 3) });
 * console.log(recall.map((share) => share.toFixed(2))); // [ '0.20', '1.00', '1.00' ]
 * ```
 */
export function chanceOfRetrieval(task: RetrievalTask): RetrievalResult {
  return chanceRetrieval(task, RETRIEVAL_KS);
}
