import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import type * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';

/** Features of images, and their classes. */
export interface LabelledFeatures {
  /** [N, F] */
  readonly features: tf.Tensor2D;
  /** [N], each from 0 to L − 1. */
  readonly labels: Int32Array;
}

/** What an encoder is measured by: its features of the training and the test images. */
export interface EvaluationFeatures {
  readonly train: LabelledFeatures;
  readonly test: LabelledFeatures;
  /** L */
  readonly classes: number;
}

/** What an evaluation gives. (A type, since tf.tidy takes no interface.) */
export type Accuracy = {
  /** Share of test images whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of test images whose label is among the first five guesses, in [0, 1]. */
  readonly top5: number;
};

/** What an evaluation has to know of a data set, besides the training images that it uses. */
export type EvaluatedData = Pick<Dataset, 'height' | 'width' | 'channels' | 'classes' | 'test'>;

/**
 * The images to measure an encoder by, with their labels.
 * @throws ConfigError when there are no labels or no test images.
 */
export function labelledImages(data: EvaluatedData, train: ImageSet) {
  const { test, classes } = data;
  if (!train.labels || !classes || !test?.labels) {
    throw new ConfigError(
      'an encoder is measured by labelled training and test images, and these are not; put the images into one folder a class, two or more in each',
    );
  }
  return {
    train: { images: train, labels: train.labels },
    test: { images: test, labels: test.labels },
    classes: classes.length,
  };
}

/**
 * Embeds the training and the test images, un-augmented, once for all evaluations.
 * @param train the training images to use, `data.train` or fewer.
 * @returns features for the caller to dispose.
 * @throws ConfigError when there are no labels or no test images.
 */
export function embedForEvaluation(
  extract: FeatureExtractor,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
): EvaluationFeatures {
  const { classes, ...sets } = labelledImages(data, train);
  const embed = ({ images, labels }: typeof sets.train): LabelledFeatures => ({
    features: embedImages(extract, images, data, options),
    labels,
  });
  return { train: embed(sets.train), test: embed(sets.test), classes };
}
