import type { Collectives } from '@jssl/distributed';
import { labeledOnly, type ImageSet } from '@jssl/data';
import { balancedAccuracy, knnSweep, type KnnSetting } from '@jssl/eval';
import { completeSettings, InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { partnerGroups, stratifiedSplit } from '../batches/image-subset.js';
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
import { knnSettings, neighborsOf, type KnnSettings } from '../settings/knn-settings.js';
import { evaluateKnn } from './knn.js';

/** The kNN accuracies of an encoder in training. */
export interface KnnValidation {
  /**
   * Used to pick the best epoch: accuracy on the data set's own validation images against all training
   * images, or on a stratified tenth of the training images against the rest. Undefined if no class has two
   * images.
   */
  readonly validation: Accuracy | undefined;
  /** Number of validation images; with fewer images, the accuracy is less certain. */
  readonly validationImages: number | undefined;
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
 * @param groups images that are not split, as of {@link partnerGroups}.
 * @example
 * ```ts
 * import { validationBankSize } from '@jssl/features';
 *
 * console.log(validationBankSize(Int32Array.of(0, 0, 0, 1, 1, 1), 0)); // 4
 * ```
 */
export function validationBankSize(labels: Int32Array, seed: number, groups?: Int32Array): number {
  return stratifiedSplit(labels, VALIDATION_SHARE, { seed, groups }).bank.length;
}

/**
 * Weighted kNN accuracy of an encoder in training, on validation images and on test images if there are any.
 * The ranks of a job share the embedding and the search.
 * @throws SettingError for invalid settings, InputError for images without labels, before any image
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
  {
    train: given = data.train,
    views,
    settings: chosen = {},
    seed,
    job,
    signal,
  }: KnnValidationOptions,
): Promise<KnnValidation> {
  const train = labeledOnly(given);
  const { labels } = train;
  const classes = data.classes?.length;
  if (!labels?.length || classes === undefined) {
    throw new InputError(
      'kNN evaluation needs labels, but these images have none; put them into one folder per class',
    );
  }
  const groups = partnerGroups(train, data.partners);
  const { k, temperature } = completeSettings(knnSettings, chosen);
  const most = validationBankSize(labels, seed, groups);
  const settings = { k: neighborsOf(k, labels, most), temperature };
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
    const all = { features: await embed(train), labels, groups };
    const own = await embedLabeled(data.validation);
    const test = await embedLabeled(data.test);
    const sets = validationFeatures({ train: all, ...(own && { validation: own }) }, seed);
    if (sets) owned.push(sets);
    return {
      validation: sets && (await accuracy(sets.train, sets.validation)),
      validationImages: sets?.validation.labels.length,
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
  settings: KnnSetting,
  job: Collectives | undefined,
): Promise<Accuracy> {
  if (!job) return evaluateKnn({ train, test, classes }, settings);
  const all = test.labels.length;
  const { k, temperature } = settings;
  // Numbers of images classified correctly in one guess and in five guesses, and by class in one guess.
  const right = new Float32Array(2 + classes);
  const count = (at: number, images: number) => (right[at] = (right[at] ?? 0) + images);
  for (let start = RANK_QUERIES * job.rank; start < all; start += RANK_QUERIES * job.size) {
    const length = Math.min(RANK_QUERIES, all - start);
    const queries = tf.slice2d(test.features, [start, 0], [length, -1]);
    const targets = test.labels.subarray(start, start + length);
    const [row] = await knnSweep(
      { bank: train.features, labels: train.labels, queries, targets },
      { ks: [k], temperatures: [temperature], classes },
    );
    queries.dispose();
    row?.guesses.before.forEach((before, at) => {
      if (before < 5) count(1, 1);
      if (before >= 1) return;
      count(0, 1);
      count(2 + (targets[at] ?? NaN), 1);
    });
    job.alive();
  }
  job.allReduce(right);
  const [top1 = NaN, top5 = NaN, ...byClass] = right;
  const sizes = byClass.map((_, label) => test.labels.filter((one) => one === label).length);
  const perClass = byClass.map((share, label) => share / (sizes[label] ?? NaN));
  return { top1: top1 / all, top5: top5 / all, balanced: balancedAccuracy(perClass) };
}
