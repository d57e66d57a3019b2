import type { ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { classificationReport, knnAccuracy, knnSweep, type ClassificationReport } from '@jssl/eval';
import { completeSettings, InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { randomStream } from '../batches/random-streams.js';
import { embedImages, type FeatureExtractor } from '../embed/embed-images.js';
import {
  featuresToPickBy,
  VALIDATION_SHARE,
  type Accuracy,
  type EvaluatedData,
  type EvaluationFeatures,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import {
  checkBankSize,
  knnSettings,
  knnSweepSettings,
  type KnnSettings,
  type KnnSweepSettings,
} from '../settings/knn-settings.js';

/**
 * Weighted kNN accuracy (arXiv 1805.01978): the test images as queries against all training images.
 * @throws SettingError for settings that cannot work.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, evaluateKnn, pixelFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = embedForEvaluation(pixelFeatures, photos, photos.train, views);
 * console.log(evaluateKnn(features, { k: 5, temperature: 0.5 })); // { top1: 1, top5: 1 }
 * ```
 */
export function evaluateKnn(
  { train, test, classes }: EvaluationFeatures,
  settings: Partial<KnnSettings> = {},
): Accuracy {
  const { k, temperature } = completeSettings(knnSettings, settings);
  checkBankSize(k, train.labels.length);
  return knnAccuracy(
    {
      bank: train.features,
      labels: train.labels,
      queries: test.features,
      targets: test.labels,
    },
    { k, temperature, classes },
  );
}

/** A setting and how it does. */
export interface SweptSetting extends KnnSettings {
  /** On validation images, where there are any. */
  readonly validation: Accuracy | undefined;
  readonly test: Accuracy;
}

/** How the setting does that is best on the validation images, and all others. */
export type KnnReport = KnnSettings &
  ClassificationReport & {
    readonly validation: Accuracy | undefined;
    readonly sweep: readonly SweptSetting[];
  };

/**
 * Weighted kNN accuracy at several settings from one search: the test images as queries against all
 * training images. The setting that is told in full is the best on validation images (the data set's
 * own, or a stratified tenth of the training images against the rest), the first of equals. Where a k
 * exceeds that smaller bank, all of it votes.
 * @throws SettingError for settings that cannot work.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, pixelFeatures, reportKnn, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = embedForEvaluation(pixelFeatures, photos, photos.train, views);
 * const { k, top1, sweep } = reportKnn(features, {
 *   k: [1, 5],
 *   temperature: [0.1, 0.5],
 *   seed: 0,
 * });
 * console.log(k, top1, sweep.length); // 1 1 4
 * ```
 */
export function reportKnn(
  features: EvaluationFeatures,
  settings: Partial<KnnSweepSettings> = {},
): KnnReport {
  const { train, test, classes } = features;
  const { k: ks, temperature: temperatures, seed } = completeSettings(knnSweepSettings, settings);
  for (const k of ks) checkBankSize(k, train.labels.length);
  const accuracies = (bank: LabeledFeatures, queries: LabeledFeatures) =>
    knnSweep(
      {
        bank: bank.features,
        labels: bank.labels,
        queries: queries.features,
        targets: queries.labels,
      },
      { ks: ks.map((k) => Math.min(k, bank.labels.length)), temperatures, classes },
    );
  const picking: { rows?: ReturnType<typeof knnSweep> } = {};
  tf.tidy(() => {
    const sets = featuresToPickBy(features, seed);
    if (sets) picking.rows = accuracies(sets.train, sets.validation);
  });
  const tested = accuracies(train, test);
  const sweep = tested.map(({ k, temperature, top1, top5 }, at): SweptSetting => {
    const row = picking.rows?.[at];
    return {
      k,
      temperature,
      validation: row && { top1: row.top1, top5: row.top5 },
      test: { top1, top5 },
    };
  });
  const value = (at: number) => sweep[at]?.validation?.top1 ?? 0;
  const best = sweep.reduce((best, _, at) => (value(at) > value(best) ? at : best), 0);
  const [row, swept] = [tested[best], sweep[best]];
  if (!row || !swept) throw new Error('reportKnn: the sweep gave no row');
  const random = randomStream(seed, 'bootstrap');
  return {
    k: row.k,
    temperature: row.temperature,
    validation: swept.validation,
    ...classificationReport(row.guesses, test.labels, classes, random),
    sweep,
  };
}

/** What a run measures of itself. (A type, since tf.tidy takes no interface.) */
export type KnnValidation = {
  /**
   * What picks the best epoch: the data set's own validation images against all training images, else a
   * stratified tenth of the training images against the rest; undefined with one image a class.
   */
  readonly validation: Accuracy | undefined;
  /** The test images as queries against all training images. */
  readonly test: Accuracy | undefined;
};

/**
 * The smallest bank of {@link validateKnn}: the training images less those that validate.
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
 * Weighted kNN accuracy of an encoder in training, on validation and, where there are any, test images.
 * The ranks of a job embed the images together, and each takes its part of the votes.
 * @throws SettingError for settings that cannot work or images without labels, before any is embedded.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { pixelFeatures, validateKnn } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const settings = { seed: 0, k: 5, temperature: 0.1 };
 * const accuracy = validateKnn(pixelFeatures, photos, photos.train, defaultViewOptions, settings);
 * console.log(accuracy.validation?.top1); // 1
 * ```
 */
export function validateKnn(
  extract: FeatureExtractor,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  {
    seed,
    job,
    ...given
  }: Partial<KnnSettings> & { readonly seed: number; readonly job?: Collectives | undefined },
): KnnValidation {
  const { labels } = train;
  const classes = data.classes?.length;
  if (!labels || classes === undefined) {
    throw new InputError(
      'the kNN evaluation needs labels, and these images have none; put them into one folder a class',
    );
  }
  const settings = completeSettings(knnSettings, given);
  checkBankSize(settings.k, validationBankSize(labels, seed));
  return tf.tidy(() => {
    const featuresOf = (set: ImageSet) => embedImages(extract, set, data, options, undefined, job);
    const embed = (set: ImageSet | undefined): LabeledFeatures | undefined =>
      set?.labels && { features: featuresOf(set), labels: set.labels };
    const accuracy = (bank: LabeledFeatures, queries: LabeledFeatures) =>
      evaluateOnRanks({ train: bank, test: queries, classes }, settings, job);
    const all = { features: featuresOf(train), labels };
    const own = embed(data.validation);
    const test = embed(data.test);
    const picking = featuresToPickBy({ train: all, ...(own && { validation: own }) }, seed);
    return {
      validation: picking && accuracy(picking.train, picking.validation),
      test: test && accuracy(all, test),
    };
  });
}

/** Queries that a rank takes at a time: it has to give a sign of life between. */
const RANK_QUERIES = 1000;

/** {@link evaluateKnn}, of whose queries each rank takes some; the same on every rank. */
function evaluateOnRanks(
  { train, test, classes }: EvaluationFeatures,
  settings: KnnSettings,
  job: Collectives | undefined,
): Accuracy {
  if (!job) return evaluateKnn({ train, test, classes }, settings);
  const all = test.labels.length;
  const right = new Float32Array(2);
  for (let start = RANK_QUERIES * job.rank; start < all; start += RANK_QUERIES * job.size) {
    const count = Math.min(RANK_QUERIES, all - start);
    const features = tf.slice2d(test.features, [start, 0], [count, -1]);
    const labels = test.labels.subarray(start, start + count);
    const { top1, top5 } = evaluateKnn({ train, test: { features, labels }, classes }, settings);
    features.dispose();
    [top1, top5].forEach((share, at) => (right[at] = (right[at] ?? 0) + Math.round(share * count)));
    job.alive();
  }
  job.allReduce(right);
  return { top1: (right[0] ?? NaN) / all, top5: (right[1] ?? NaN) / all };
}
