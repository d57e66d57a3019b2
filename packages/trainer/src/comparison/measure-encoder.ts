import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import {
  type FeatureExtractor,
  embedForEvaluation,
  type Accuracy,
  evaluateLinear,
  reportKnn,
  evaluateRetrieval,
} from '@jssl/features';

import type { TrainConfig } from '../settings/train-settings.js';
import { partnerTask } from './partner-retrieval.js';

/** Accuracies of an encoder, as shares in [0, 1]. */
export interface EncoderMeasures {
  /** Weighted kNN on the test images. */
  readonly knn: Accuracy;
  /** The fast linear probe on the test images. */
  readonly linear: Accuracy;
  /** kNN top-1 on validation images, if there are any. Used to pick settings. */
  readonly validation?: number;
  /**
   * How well an image finds the same object drawn by another vendor, by cosine, among that vendor's drawings.
   * Undefined if images have no such partners, and in older records.
   */
  readonly retrieval?: RetrievalResult;
}

/**
 * Measures an encoder with kNN, the fast linear probe and, if test images have partners, retrieval. The
 * images are embedded once.
 * @param train the training images of the run.
 * @throws InputError for settings that cannot work, or images without labels.
 */
export async function measureEncoder(
  extract: FeatureExtractor,
  data: Dataset,
  train: ImageSet,
  views: ViewOptions,
  { k, knnTemperature, temperature, seed }: TrainConfig,
): Promise<EncoderMeasures> {
  const features = await embedForEvaluation(extract, data, { train, views });
  try {
    const votes = { k: [k], temperature: [knnTemperature ?? temperature], seed };
    const { top1, top5, validation } = await reportKnn(features, votes);
    const task = partnerTask(data);
    const linear = await evaluateLinear(features, { seed });
    return {
      knn: { top1, top5 },
      linear: { top1: linear.top1, top5: linear.top5 },
      ...(validation && { validation: validation.top1 }),
      ...(task && { retrieval: await evaluateRetrieval(features.test.features, task) }),
    };
  } finally {
    features.dispose();
  }
}
