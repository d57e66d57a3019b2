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

/** An accuracy as recorded; older records have no `balanced`. */
export type RecordedAccuracy = Pick<Accuracy, 'top1' | 'top5'> & Partial<Accuracy>;

/** Accuracies of an encoder, as shares in [0, 1]. */
export interface EncoderMeasures {
  /** Weighted kNN on the test images. */
  readonly knn: RecordedAccuracy;
  /** The fast linear probe on the test images. */
  readonly linear: RecordedAccuracy;
  /** kNN top-1 on validation images, if there are any. Used to pick settings. */
  readonly validation?: number;
  /**
   * How well an image finds the same object drawn by another vendor, by cosine, among that vendor's drawings.
   * Undefined if images have no such partners, and in older records.
   */
  readonly retrieval?: RetrievalResult;
}

/** Called as a measurement goes on; `done` grows to `total` within a phase. */
export type MeasureProgress = (progress: {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}) => void;

/** The images to measure an encoder on. */
interface MeasuredImages {
  readonly data: Dataset;
  /** The training images of the run. */
  readonly train: ImageSet;
  readonly views: ViewOptions;
}

/**
 * Measures an encoder with kNN, the fast linear probe and, if test images have partners, retrieval. The
 * images are embedded once.
 * @throws InputError for settings that cannot work, or images without labels.
 */
export async function measureEncoder(
  extract: FeatureExtractor,
  { data, train, views }: MeasuredImages,
  { k, knnTemperature, temperature, seed }: TrainConfig,
  onProgress: MeasureProgress = () => undefined,
): Promise<EncoderMeasures> {
  const features = await embedForEvaluation(extract, data, {
    ...{ train, views },
    onEmbedded: (done, total) => {
      onProgress({ phase: 'embedding: image', done, total });
    },
  });
  try {
    const votes = { ...(k !== undefined && { k: [k] }), seed };
    const { top1, top5, balanced, validation } = await reportKnn(features, {
      ...{ ...votes, temperature: [knnTemperature ?? temperature] },
    });
    const task = partnerTask(data);
    const onFit = (done: number, total: number) => {
      onProgress({ phase: 'fitting classifiers:', done, total });
    };
    const linear = await evaluateLinear(features, { seed }, { onFit });
    return {
      knn: { top1, top5, balanced },
      linear: { top1: linear.top1, top5: linear.top5, balanced: linear.balanced },
      ...(validation && { validation: validation.top1 }),
      ...(task && { retrieval: await evaluateRetrieval(features.test.features, task, seed) }),
    };
  } finally {
    features.dispose();
  }
}
