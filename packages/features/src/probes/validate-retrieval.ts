import { labeledOnly, selectImages, type Dataset, type ImageSet } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import { SettingError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { VALIDATION_SHARE, type EvaluationFeatures } from '../embed/evaluation-features.js';
import { evaluateRetrieval, retrievalTask, type RetrievalTask } from './retrieval.js';

/** Which images the features are of, and which of them belong together. */
type WithPartners = Pick<Dataset, 'partners' | 'train' | 'validation'>;

/**
 * Retrieval of partners among validation images, to pick settings by without the test images: the data set's own
 * validation images, or the tenth of the training images that kNN and the linear probe are validated on too. Partners
 * are in the same part, so no identity is in the rest.
 * @param features of these images.
 * @returns undefined when the data set has no partners, or none among the validation images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, loadEncoder, pixelFeatures, validateRetrieval } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(pixelFeatures, photos, { views });
 * console.log(await validateRetrieval(features, photos)); // undefined
 * ```
 */
export async function validateRetrieval(
  features: Pick<EvaluationFeatures, 'train' | 'validation'>,
  { partners, train, validation }: WithPartners,
  seed = 0,
): Promise<RetrievalResult | undefined> {
  if (!partners) return undefined;
  const own = features.validation && validation;
  const indices = own
    ? undefined
    : stratifiedSplit(features.train.labels, VALIDATION_SHARE, {
        ...{ seed, groups: features.train.groups },
      }).validation;
  const task = taskAmong(
    own ?? selectImages(labeledOnly(train), indices ?? new Int32Array()),
    partners,
  );
  if (!task) return undefined;
  if (!indices) return evaluateRetrieval((features.validation ?? features.train).features, task);
  const rows = tf.tidy(() => tf.gather(features.train.features, tf.tensor1d(indices, 'int32')));
  try {
    return await evaluateRetrieval(rows, task, seed);
  } finally {
    rows.dispose();
  }
}

function taskAmong(
  images: ImageSet,
  partners: NonNullable<Dataset['partners']>,
): RetrievalTask | undefined {
  try {
    return retrievalTask(images, partners);
  } catch (error) {
    // No image has a partner here.
    if (error instanceof SettingError) return undefined;
    throw error;
  }
}
