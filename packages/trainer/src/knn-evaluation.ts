import type { ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import { knnAccuracy } from '@jssl/eval';
import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';
import type {
  Accuracy,
  EvaluatedData,
  EvaluationFeatures,
  LabelledFeatures,
} from './evaluation-features.js';
import { stratifiedSplit } from './image-subset.js';
import { isPositive, isWhole, requireSetting } from './require-setting.js';

export interface KnnSettings {
  /** k, the neighbours that vote. */
  readonly k: number;
  /** τ: a neighbour of cosine s votes with e^(s/τ). */
  readonly temperature: number;
}

/**
 * Checks the settings that are given.
 * @param images in the bank, where that is known.
 * @throws ConfigError naming the one that cannot work.
 */
export function checkKnnSettings(
  { k = 1, temperature = 1 }: Partial<KnnSettings>,
  images = Infinity,
): void {
  requireSetting('--k', 'a whole number of neighbours, at least 1', k, isWhole(k, 1));
  requireSetting('--temperature', 'a number above 0', temperature, isPositive(temperature));
  if (k > images) {
    throw new ConfigError(
      `--k must be at most the number of training images, got ${k} neighbours and ${images} images; lower --k`,
    );
  }
}

/**
 * Weighted kNN accuracy (arXiv 1805.01978): the test images as queries against all training images.
 * @throws ConfigError for settings that cannot work.
 */
export function evaluateKnn(
  { train, test, classes }: EvaluationFeatures,
  { k, temperature }: KnnSettings,
): Accuracy {
  checkKnnSettings({ k, temperature }, train.labels.length);
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

/** What a run measures of itself. (A type, since tf.tidy takes no interface.) */
export type KnnValidation = {
  /** A stratified tenth of the training images as queries against the rest: what picks the best epoch. */
  readonly validation: Accuracy;
  /** The test images as queries against all training images. */
  readonly test: Accuracy | undefined;
};

const VALIDATION_SHARE = 0.1;

/** The smaller bank that {@link validateKnn} uses: the training images less the validation images. */
export function validationBankSize(labels: Int32Array, seed: number): number {
  return stratifiedSplit(labels, VALIDATION_SHARE, seed).bank.length;
}

/**
 * Weighted kNN accuracy of an encoder in training, on validation and, where there are any, test images.
 * @throws ConfigError for settings that cannot work or images without labels, before any is embedded.
 */
export function validateKnn(
  extract: FeatureExtractor,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  { seed, ...settings }: KnnSettings & { readonly seed: number },
): KnnValidation {
  const { labels } = train;
  const { test } = data;
  const classes = data.classes?.length;
  if (!labels || classes === undefined) {
    throw new ConfigError(
      'the kNN evaluation needs labels, and these images have none; put them into one folder a class',
    );
  }
  const split = stratifiedSplit(labels, VALIDATION_SHARE, seed);
  checkKnnSettings(settings, split.bank.length);
  return tf.tidy(() => {
    const all = { features: embedImages(extract, train, data, options), labels };
    const some = (indices: Int32Array): LabelledFeatures => ({
      features: tf.gather(all.features, tf.tensor1d(indices, 'int32')),
      labels: indices.map((index) => labels[index] ?? 0),
    });
    const accuracy = (bank: LabelledFeatures, queries: LabelledFeatures) =>
      evaluateKnn({ train: bank, test: queries, classes }, settings);
    return {
      validation: accuracy(some(split.bank), some(split.validation)),
      test:
        test?.labels &&
        accuracy(all, { features: embedImages(extract, test, data, options), labels: test.labels }),
    };
  });
}
