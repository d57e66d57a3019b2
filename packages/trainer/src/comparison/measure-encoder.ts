import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import {
  type FeatureExtractor,
  embedForEvaluation,
  type Accuracy,
  fastLinearEvaluation,
  reportKnn,
  evaluateRetrieval,
} from '@jssl/features';

import type { TrainConfig } from '../settings/train-settings.js';
import { partnerTask } from './partner-retrieval.js';

/** What an encoder is compared by; shares in [0, 1]. */
export interface EncoderMeasures {
  /** Weighted kNN on the test images. */
  readonly knn: Accuracy;
  /** The fast linear probe on the test images. */
  readonly linear: Accuracy;
  /** kNN top-1 on the validation images, which settings are picked by; absent where there are none. */
  readonly validation?: number;
  /**
   * How well a test image finds the same object as another vendor drew it, by cosine among that vendor's
   * drawings; absent where images have no such partners, and in what was recorded before it was measured.
   */
  readonly retrieval?: RetrievalResult;
}

/**
 * Measures an encoder by kNN, by the fast linear probe and, where test images have partners, by how it
 * finds them; it embeds the images once.
 * @param train the training images of the run.
 * @throws InputError for settings that cannot work, or images without labels.
 */
export function measureEncoder(
  extract: FeatureExtractor,
  data: Dataset,
  train: ImageSet,
  views: ViewOptions,
  { k, knnTemperature, temperature, seed }: TrainConfig,
): EncoderMeasures {
  const features = embedForEvaluation(extract, data, train, views);
  try {
    const votes = { ks: [k], temperatures: [knnTemperature ?? temperature], seed };
    const { top1, top5, validation } = reportKnn(features, votes);
    const task = partnerTask(data.test);
    const linear = fastLinearEvaluation(features, { seed });
    return {
      knn: { top1, top5 },
      linear: { top1: linear.top1, top5: linear.top5 },
      ...(validation && { validation: validation.top1 }),
      ...(task && { retrieval: evaluateRetrieval(features.test.features, task) }),
    };
  } finally {
    features.dispose();
  }
}
