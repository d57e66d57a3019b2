import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';

import type { FeatureExtractor } from '../embed-images.js';
import { disposeFeatures, embedForEvaluation, type Accuracy } from '../evaluation-features.js';
import { fastLinearEvaluation } from '../fast-linear-evaluation.js';
import { reportKnn } from '../knn-evaluation.js';
import type { TrainConfig } from '../train-config.js';

/** What an encoder is compared by; shares in [0, 1]. */
export interface EncoderMeasures {
  /** Weighted kNN on the test images. */
  readonly knn: Accuracy;
  /** The fast linear probe on the test images. */
  readonly linear: Accuracy;
  /** kNN top-1 on the validation images, which settings are picked by; absent where there are none. */
  readonly validation?: number;
}

/**
 * Measures an encoder by kNN and by the fast linear probe; it embeds the images once.
 * @param train the training images of the run.
 * @throws ConfigError for settings that cannot work, or images without labels.
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
    const linear = fastLinearEvaluation(features, { seed });
    return {
      knn: { top1, top5 },
      linear: { top1: linear.top1, top5: linear.top5 },
      ...(validation && { validation: validation.top1 }),
    };
  } finally {
    disposeFeatures(features);
  }
}
