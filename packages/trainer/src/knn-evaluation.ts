import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import { knnAccuracy } from '@jssl/eval';
import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';
import { stratifiedSplit } from './image-subset.js';

/** What an evaluation gives. (A type, since tf.tidy takes no interface.) */
export type Accuracy = {
  /** Share of queries whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of queries whose label is among the first five guesses, in [0, 1]. */
  readonly top5: number;
};

export interface KnnEvaluation {
  /** A stratified tenth of the training images as queries against the rest: what picks the best epoch. */
  readonly validation: Accuracy;
  /** The test images as queries against all training images. */
  readonly test: Accuracy | undefined;
}

export interface KnnSettings {
  readonly k: number;
  readonly temperature: number;
  readonly seed: number;
}

const VALIDATION_SHARE = 0.1;

/** The size of the smaller bank that {@link evaluateKnn} uses: the training images less validation. */
export function validationBankSize(labels: Int32Array, seed: number): number {
  return stratifiedSplit(labels, VALIDATION_SHARE, seed).bank.length;
}

/**
 * Weighted kNN accuracy (arXiv 1805.01978) of a frozen feature extractor.
 * @throws ConfigError when the training images have no labels or are fewer than k.
 */
export function evaluateKnn(
  extract: FeatureExtractor,
  data: Pick<Dataset, 'height' | 'width' | 'channels' | 'classes' | 'test'>,
  train: ImageSet,
  options: ViewOptions,
  settings: KnnSettings,
): KnnEvaluation {
  const { labels } = train;
  if (!labels || !data.classes) {
    throw new ConfigError(
      'the kNN evaluation needs labels, and these images have none; put them into one folder a class',
    );
  }
  const knn = { ...settings, classes: data.classes.length };
  const bank = embedImages(extract, train, data, options);
  try {
    const split = stratifiedSplit(labels, VALIDATION_SHARE, settings.seed);
    const validation = tf.tidy(() =>
      knnAccuracy(
        {
          bank: tf.gather(bank, tf.tensor1d(split.bank, 'int32')),
          labels: split.bank.map((index) => labels[index] ?? 0),
          queries: tf.gather(bank, tf.tensor1d(split.validation, 'int32')),
          targets: split.validation.map((index) => labels[index] ?? 0),
        },
        knn,
      ),
    );
    const { test } = data;
    if (!test?.labels) return { validation, test: undefined };
    const queries = embedImages(extract, test, data, options);
    const accuracy = knnAccuracy({ bank, labels, queries, targets: test.labels }, knn);
    queries.dispose();
    return { validation, test: accuracy };
  } finally {
    bank.dispose();
  }
}
