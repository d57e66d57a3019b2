import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import type { RetrievalQueries, RetrievalResult } from '@jssl/eval';
import {
  type FeatureExtractor,
  embedForEvaluation,
  type Accuracy,
  evaluateLinear,
  reportKnn,
  reportRetrieval,
  validateRetrieval,
} from '@jssl/features';

import type { TrainConfig } from '../settings/train-settings.js';
import { encodeOutcomes } from './outcome-bits.js';
import { partnerTask } from './partner-retrieval.js';

/** An accuracy as recorded; older records have no `balanced`. */
export type RecordedAccuracy = Pick<Accuracy, 'top1' | 'top5'> & Partial<Accuracy>;

/** Accuracies of an encoder, as shares in [0, 1]. */
export interface EncoderMeasures {
  /** Weighted kNN on the test images. */
  readonly knn: RecordedAccuracy;
  /** The fast linear probe on the test images. */
  readonly linear: RecordedAccuracy;
  /** kNN top-1 on validation images, if there are any. Used to pick settings by kNN. */
  readonly validation?: number;
  /** The other measures on validation images, to pick settings by each; absent without any, and in older records. */
  readonly validated?: ValidatedMeasures;
  /**
   * How well an image finds the same object drawn by another vendor, by cosine, among that vendor's drawings.
   * Undefined if images have no such partners, and in older records.
   */
  readonly retrieval?: RetrievalResult;
  /** Whether each test image was classified correctly; absent in older records. */
  readonly outcomes?: TestOutcomes;
}

/** Measures on validation images, as shares in [0, 1]. */
export interface ValidatedMeasures {
  /** Top-1 of the linear probe. */
  readonly linear?: number;
  /** Recall at 1. */
  readonly recall?: number;
  readonly meanAveragePrecision?: number;
}

/** Whether each test image was classified correctly, to compare methods image by image. */
export interface TestOutcomes {
  /** Whether kNN classified each image correctly; `decodeOutcomes` reads it. */
  readonly knn: string;
  /** The same of the linear probe. */
  readonly linear: string;
  readonly retrieval?: Pick<RetrievalQueries, 'groups' | 'firstRanks' | 'averagePrecisions'>;
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
 * @throws InputError for invalid settings, or images without labels.
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
    const { top1, top5, balanced, validation, right } = await reportKnn(features, {
      ...{ ...votes, temperature: [knnTemperature ?? temperature] },
    });
    const task = partnerTask(data);
    const onFit = (done: number, total: number) => {
      onProgress({ phase: 'fitting classifiers:', done, total });
    };
    const linear = await evaluateLinear(features, { seed }, { onFit });
    const tried = linear.sweep.map(({ validationTop1 }) => validationTop1);
    const found = task && (await validateRetrieval(features, { ...data, train }, seed));
    const validated: ValidatedMeasures = {
      ...(tried.length > 0 && { linear: Math.max(...tried) }),
      ...(found && { recall: found.recall[0] ?? 0 }),
      ...(found && { meanAveragePrecision: found.meanAveragePrecision }),
    };
    const { perQuery, ...retrieval } = task
      ? await reportRetrieval(features.test.features, task, seed)
      : {};
    return {
      knn: { top1, top5, balanced },
      linear: { top1: linear.top1, top5: linear.top5, balanced: linear.balanced },
      ...(validation && { validation: validation.top1 }),
      ...(Object.keys(validated).length > 0 && { validated }),
      ...(task && { retrieval: retrieval as RetrievalResult }),
      outcomes: {
        ...{ knn: encodeOutcomes(right), linear: encodeOutcomes(linear.right) },
        ...(perQuery && { retrieval: perQuery }),
      },
    };
  } finally {
    features.dispose();
  }
}
