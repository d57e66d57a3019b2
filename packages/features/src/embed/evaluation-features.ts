import type { ViewOptions } from '@jssl/augment';
import { labeledOnly, type Dataset, type ImageSet } from '@jssl/data';
import { InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { partnerGroups, stratifiedSplit } from '../batches/image-subset.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';

/** Features of images, and their classes. */
export interface LabeledFeatures {
  /** [N, F] */
  readonly features: tf.Tensor2D;
  /** [N], each from 0 to L − 1. */
  readonly labels: Int32Array;
  /** If given, images with the same number here [N] are never split into training and validation. */
  readonly groups?: Int32Array | undefined;
}

/** The features an evaluation works on. */
export interface EvaluationFeatures {
  readonly train: LabeledFeatures;
  /** Features of the data set's own validation images, if it has any. Used to pick settings. */
  readonly validation?: LabeledFeatures;
  readonly test: LabeledFeatures;
  /** L */
  readonly classes: number;
}

/** {@link EvaluationFeatures} that their owner disposes. */
export interface OwnedEvaluationFeatures extends EvaluationFeatures {
  dispose(): void;
}

/** Accuracy on some images. */
export interface Accuracy {
  /** Share of images whose first guess is right, in [0, 1]. */
  readonly top1: number;
  /** Share of images whose label is among the first five guesses, in [0, 1]. */
  readonly top5: number;
  /** Mean of the per-class accuracies over the classes that have images, in [0, 1]. */
  readonly balanced: number;
}

/** The parts of a data set that an evaluation uses. */
export type EvaluatedData = Pick<
  Dataset,
  'height' | 'width' | 'channels' | 'classes' | 'partners' | 'train' | 'validation' | 'test'
>;

/** Options that all evaluations share. */
export interface EvaluationOptions {
  /** The training images to use. Default: all of the data set. */
  readonly train?: ImageSet | undefined;
  /** How images are prepared: as in the encoder's training. */
  readonly views: ViewOptions;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of images embedded so far, of all. */
  readonly onEmbedded?: ((done: number, total: number) => void) | undefined;
}

/** Images whose classes are known. */
export interface LabeledImages {
  readonly images: ImageSet;
  readonly labels: Int32Array;
  /** As of {@link LabeledFeatures}. */
  readonly groups?: Int32Array;
}

/**
 * The labeled images that evaluate an encoder.
 * @param train the training images to use.
 * @throws InputError when labels or test images are missing, or there is only one class.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { labeledImages } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { train, test } = labeledImages(photos);
 * console.log(train.labels.length, test.labels.length); // 18 2
 * ```
 */
export function labeledImages(
  data: EvaluatedData,
  train = data.train,
): {
  readonly train: LabeledImages;
  readonly validation?: LabeledImages;
  readonly test: LabeledImages;
  /** L */
  readonly classes: number;
} {
  const { validation, test, classes, partners } = data;
  const images = labeledOnly(train);
  if (!images.labels?.length || !classes || !test?.labels || test.length === 0) {
    throw new InputError(
      'evaluation needs labeled training and test images, but these have no labels or no test images; put the images into one folder per class, at least two in each',
    );
  }
  if (classes.length < 2) {
    throw new InputError(
      `evaluation needs at least two classes, but all these images belong to one, ${String(classes[0])}; put them into one folder per class`,
    );
  }
  const groups = partnerGroups(images, partners);
  return {
    train: { images, labels: images.labels, ...(groups && { groups }) },
    ...(validation?.labels && {
      validation: { images: validation, labels: validation.labels },
    }),
    test: { images: test, labels: test.labels },
    classes: classes.length,
  };
}

/**
 * Embeds the training, validation and test images once, un-augmented, for all evaluations.
 * @returns features for the caller to dispose.
 * @throws InputError like {@link labeledImages}, before any image is read.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, encoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(encoderFeatures(encoder), photos, { views });
 * console.log(features.train.features.shape, features.test.labels.length); // [ 18, 32 ] 2
 * features.dispose();
 * ```
 */
export async function embedForEvaluation(
  extract: FeatureExtractor,
  data: EvaluatedData,
  { train, views, signal, onEmbedded }: EvaluationOptions,
): Promise<OwnedEvaluationFeatures> {
  const { classes, ...sets } = labeledImages(data, train);
  const owned: tf.Tensor[] = [];
  const dispose = () => {
    tf.dispose(owned);
  };
  const total = [sets.train, sets.validation, sets.test].reduce(
    (sum, set) => sum + (set?.labels.length ?? 0),
    0,
  );
  let before = 0;
  const embed = async ({ images, ...known }: LabeledImages): Promise<LabeledFeatures> => {
    const onProgress = (done: number) => onEmbedded?.(before + done, total);
    const features = await embedImages(extract, images, { data, views, signal, onProgress });
    before += images.length;
    owned.push(features);
    return { features, ...known };
  };
  try {
    return {
      train: await embed(sets.train),
      ...(sets.validation && { validation: await embed(sets.validation) }),
      test: await embed(sets.test),
      ...{ classes, dispose },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Share of the training images used for validation if a data set has no validation images. */
export const VALIDATION_SHARE = 0.1;

/** Features for picking settings, without the test images. */
export interface ValidationFeatures {
  readonly train: LabeledFeatures;
  readonly validation: LabeledFeatures;
  /** Frees the tensors made for this split, but not the features it was made from. */
  dispose(): void;
}

/**
 * The features for picking settings: the data set's own validation images against all training images, or a
 * stratified tenth of the training images against the rest, with partners in the same part.
 * @returns undefined when there are no validation images and no class has an image to spare.
 */
export function validationFeatures(
  { train, validation }: Pick<EvaluationFeatures, 'train' | 'validation'>,
  seed: number,
): ValidationFeatures | undefined {
  if (validation) return { train, validation, dispose: () => undefined };
  const split = stratifiedSplit(train.labels, VALIDATION_SHARE, { seed, groups: train.groups });
  if (split.validation.length === 0) return undefined;
  const some = (indices: Int32Array): LabeledFeatures => ({
    features: tf.tidy(() => tf.gather(train.features, tf.tensor1d(indices, 'int32'))),
    labels: indices.map((index) => train.labels[index] ?? 0),
  });
  const parts = { train: some(split.bank), validation: some(split.validation) };
  return {
    ...parts,
    dispose: () => {
      tf.dispose([parts.train.features, parts.validation.features]);
    },
  };
}
