import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import { InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';

/** Features of images, and their classes. */
export interface LabeledFeatures {
  /** [N, F] */
  readonly features: tf.Tensor2D;
  /** [N], each from 0 to L − 1. */
  readonly labels: Int32Array;
}

/** What an encoder is measured by: its features of the training and the test images. */
export interface EvaluationFeatures {
  readonly train: LabeledFeatures;
  /** Of the images that settings are picked by, where the data set has some for that. */
  readonly validation?: LabeledFeatures;
  readonly test: LabeledFeatures;
  /** L */
  readonly classes: number;
}

/** {@link EvaluationFeatures} that their holder frees. */
export interface OwnedEvaluationFeatures extends EvaluationFeatures {
  dispose(): void;
}

/** What an evaluation gives. (A type, since tf.tidy takes no interface.) */
export type Accuracy = {
  /** Share of test images whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of test images whose label is among the first five guesses, in [0, 1]. */
  readonly top5: number;
};

/** What an evaluation has to know of a data set, besides the training images that it uses. */
export type EvaluatedData = Pick<
  Dataset,
  'height' | 'width' | 'channels' | 'classes' | 'validation' | 'test'
>;

/** Images whose classes are known. */
export interface LabeledImages {
  readonly images: ImageSet;
  readonly labels: Int32Array;
}

/**
 * The images to measure an encoder by, with their labels.
 * @throws InputError when there are no labels, no test images, or only one class.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { labeledImages } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { train, test } = labeledImages(photos, photos.train);
 * console.log(train.labels.length, test.labels.length); // 18 2
 * ```
 */
export function labeledImages(
  data: EvaluatedData,
  train: ImageSet,
): {
  readonly train: LabeledImages;
  readonly validation?: LabeledImages;
  readonly test: LabeledImages;
  /** L */
  readonly classes: number;
} {
  const { validation, test, classes } = data;
  if (!train.labels || !classes || !test?.labels || test.length === 0) {
    throw new InputError(
      'an encoder is measured by labeled training and test images, and these are not; put the images into one folder a class, two or more in each',
    );
  }
  if (classes.length < 2) {
    throw new InputError(
      `an encoder is measured by how it tells classes apart, and these images are all of one, ${String(classes[0])}; put them into two class folders or more`,
    );
  }
  return {
    train: { images: train, labels: train.labels },
    ...(validation?.labels && {
      validation: { images: validation, labels: validation.labels },
    }),
    test: { images: test, labels: test.labels },
    classes: classes.length,
  };
}

/**
 * Embeds the training and the test images, un-augmented, once for all evaluations.
 * @param train the training images to use, `data.train` or fewer.
 * @returns features for the caller to dispose.
 * @throws InputError when there are no labels or no test images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, encoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const { train, test } = embedForEvaluation(
 *   encoderFeatures(encoder),
 *   photos,
 *   photos.train,
 *   views,
 * );
 * console.log(train.features.shape, test.labels.length); // [ 18, 32 ] 2
 * ```
 */
export function embedForEvaluation(
  extract: FeatureExtractor,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
): OwnedEvaluationFeatures {
  const { classes, validation, ...sets } = labeledImages(data, train);
  const embed = ({ images, labels }: LabeledImages): LabeledFeatures => ({
    features: embedImages(extract, images, data, options),
    labels,
  });
  const embedded = {
    train: embed(sets.train),
    ...(validation && { validation: embed(validation) }),
    test: embed(sets.test),
  };
  return {
    ...embedded,
    classes,
    dispose: () => {
      tf.dispose(Object.values(embedded).map(({ features }) => features));
    },
  };
}

/** Of the training images, what settings are picked by where a data set has no validation images. */
export const VALIDATION_SHARE = 0.1;

/**
 * The features to pick settings by, without the test images: the data set's own validation images
 * against its training images, else a stratified tenth of the training images against the rest.
 * @returns features, some of them new ones: for use within a `tf.tidy`; undefined where no class has an
 * image to spare.
 */
export function featuresToPickBy(
  { train, validation }: Pick<EvaluationFeatures, 'train' | 'validation'>,
  seed: number,
): { readonly train: LabeledFeatures; readonly validation: LabeledFeatures } | undefined {
  if (validation) return { train, validation };
  const split = stratifiedSplit(train.labels, VALIDATION_SHARE, seed);
  if (split.validation.length === 0) return undefined;
  const some = (indices: Int32Array): LabeledFeatures => ({
    features: tf.gather(train.features, tf.tensor1d(indices, 'int32')),
    labels: indices.map((index) => train.labels[index] ?? 0),
  });
  return { train: some(split.bank), validation: some(split.validation) };
}
