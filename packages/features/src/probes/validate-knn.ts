import type { Collectives } from '@jssl/distributed';
import type { ImageSet } from '@jssl/data';
import { completeSettings, InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { embedImages, type FeatureExtractor } from '../embed/embed-images.js';
import {
  VALIDATION_SHARE,
  validationFeatures,
  type Accuracy,
  type EvaluatedData,
  type EvaluationFeatures,
  type EvaluationOptions,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import { checkBankSize, knnSettings, type KnnSettings } from '../settings/knn-settings.js';
import { evaluateKnn } from './knn.js';

/** The kNN accuracies of an encoder in training. */
export interface KnnValidation {
  /**
   * Used to pick the best epoch: accuracy on the data set's own validation images against all training
   * images, or on a stratified tenth of the training images against the rest. Undefined if no class has two
   * images.
   */
  readonly validation: Accuracy | undefined;
  /** The test images against all training images; undefined without test images. */
  readonly test: Accuracy | undefined;
}

/** Options of {@link validateKnn}. */
export interface KnnValidationOptions extends EvaluationOptions {
  readonly settings?: Partial<KnnSettings>;
  /** Seed of the validation split. */
  readonly seed: number;
  /** The ranks that share the work: all must make the same call. */
  readonly job?: Collectives | undefined;
}

/**
 * The size of the smallest bank of {@link validateKnn}: the training images without those used for
 * validation.
 * @example
 * ```ts
 * import { validationBankSize } from '@jssl/features';
 *
 * console.log(validationBankSize(Int32Array.of(0, 0, 0, 1, 1, 1), 0)); // 4
 * ```
 */
export function validationBankSize(labels: Int32Array, seed: number): number {
  return stratifiedSplit(labels, VALIDATION_SHARE, seed).bank.length;
}

/**
 * Weighted kNN accuracy of an encoder in training, on validation images and on test images if there are any.
 * The ranks of a job share the embedding and the search.
 * @throws SettingError for settings that cannot work, InputError for images without labels, before any image
 * is embedded.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { pixelFeatures, validateKnn } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const accuracy = await validateKnn(pixelFeatures, photos, {
 *   views: defaultViewOptions,
 *   settings: { k: 5, temperature: 0.1 },
 *   seed: 0,
 * });
 * console.log(accuracy.validation?.top1); // 1
 * ```
 */
export async function validateKnn(
  extract: FeatureExtractor,
  data: EvaluatedData,
  { train = data.train, views, settings: given = {}, seed, job, signal }: KnnValidationOptions,
): Promise<KnnValidation> {
  const { labels } = train;
  const classes = data.classes?.length;
  if (!labels || classes === undefined) {
    throw new InputError(
      'the kNN evaluation needs labels, and these images have none; put them into one folder per class',
    );
  }
  const settings = completeSettings(knnSettings, given);
  checkBankSize(settings.k, validationBankSize(labels, seed));
  const owned: { dispose(): void }[] = [];
  const embed = async (set: ImageSet) => {
    const features = await embedImages(extract, set, { data, views, job, signal });
    owned.push(features);
    return features;
  };
  const embedLabeled = async (set: ImageSet | undefined): Promise<LabeledFeatures | undefined> =>
    set?.labels && { features: await embed(set), labels: set.labels };
  const accuracy = (bank: LabeledFeatures, queries: LabeledFeatures) =>
    evaluateOnRanks({ train: bank, test: queries, classes }, settings, job);
  try {
    const all = { features: await embed(train), labels };
    const own = await embedLabeled(data.validation);
    const test = await embedLabeled(data.test);
    const sets = validationFeatures({ train: all, ...(own && { validation: own }) }, seed);
    if (sets) owned.push(sets);
    return {
      validation: sets && (await accuracy(sets.train, sets.validation)),
      test: test && (await accuracy(all, test)),
    };
  } finally {
    for (const one of owned) one.dispose();
  }
}

/** Number of queries that a rank searches between two heartbeats. */
const RANK_QUERIES = 1000;

/** {@link evaluateKnn} with the queries divided among the ranks; the same result on every rank. */
async function evaluateOnRanks(
  { train, test, classes }: EvaluationFeatures,
  settings: KnnSettings,
  job: Collectives | undefined,
): Promise<Accuracy> {
  if (!job) return evaluateKnn({ train, test, classes }, settings);
  const all = test.labels.length;
  const right = new Float32Array(2);
  for (let start = RANK_QUERIES * job.rank; start < all; start += RANK_QUERIES * job.size) {
    const count = Math.min(RANK_QUERIES, all - start);
    const features = tf.slice2d(test.features, [start, 0], [count, -1]);
    const part = { features, labels: test.labels.subarray(start, start + count) };
    const { top1, top5 } = await evaluateKnn({ train, test: part, classes }, settings);
    features.dispose();
    [top1, top5].forEach((share, at) => (right[at] = (right[at] ?? 0) + Math.round(share * count)));
    job.alive();
  }
  job.allReduce(right);
  return { top1: (right[0] ?? NaN) / all, top5: (right[1] ?? NaN) / all };
}
