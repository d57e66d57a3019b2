import type { Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { limitImages } from '@jssl/features';
import { type Encoder } from '@jssl/resnet';
import { fillNames } from '@jssl/settings';

import { methodFor } from '../methods/method-for.js';
import { onEachRank, requireSameOnAllRanks } from '../parallel/fail-together.js';
import { checkShares } from '../parallel/share-of-batch.js';
import { checkMemory } from '../plan/check-memory.js';
import { createRunFolder, unwrittenRunFolder } from '../run/run-folder.js';
import {
  adviceAboutData,
  checkAgainstData,
  withNeighbors,
} from '../settings/check-against-data.js';
import { completeTrainConfig } from '../settings/check-train-config.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import { copyWeights } from '../step/copy-weights.js';
import { initialEncoder } from '../step/initial-encoder.js';
import { newLearner } from '../step/new-learner.js';
import {
  convolutionOf,
  givenToRun,
  isWriter,
  precisionOf,
  runOpened,
  severalRanks,
  type LearnOptions,
} from './opened-run.js';
import { explainFailure } from './run-failure.js';
import { beginEpoch } from './run-progress.js';
import type { TrainResult } from './training-run.js';

/** Options of {@link train} besides the settings. */
export interface TrainOptions extends LearnOptions {
  /** The run folder to create. */
  readonly out: string;
  /** Replace a run that exists in `out`. */
  readonly force?: boolean;
  /** A run folder or weights file to start from, instead of random weights. */
  readonly initFrom?: string;
  /** Values to copy into `config.json`, such as versions, command line or engine. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/**
 * Trains an encoder on the training images of `data` and writes a run folder: `config.json`,
 * `metrics.csv`, `metrics.jsonl`, `tensorboard/`, `checkpoint/`, `last.safetensors` and, with labels,
 * `best.safetensors`. A k that is left out is derived from the images and recorded.
 * @param settings the settings that differ from the defaults in `defaultTrainConfig`.
 * @throws SettingError for invalid settings, before anything is written.
 * @throws TrainingError when the loss becomes NaN or infinite, or for example the disk is full.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { train } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * // Small enough to see it run; without settings it trains the ResNet-50 of the paper.
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const { last } = await train(photos, small, { out: 'runs/first' });
 * console.log(last?.epoch, (last?.trainLoss ?? 0) > 0); // 1 true
 * ```
 */
export async function train(
  data: Dataset,
  settings: Partial<TrainConfig>,
  { out, force = false, initFrom, about, method: own, ...options }: TrainOptions,
): Promise<TrainResult> {
  const job = severalRanks(options);
  const opened = await onEachRank(job, async () => {
    const method = methodFor(settings.method ?? defaultTrainConfig.method, own);
    const config = withNeighbors(completeTrainConfig(settings, method.traits), data);
    const images = limitImages(data.train, config.limit, config.seed);
    checkAgainstData(config, images, data.partners);
    if (job) checkShares(config, job.size);
    const views = viewOptionsFor(config, data);
    const { channels } = data;
    const planned = { count: images.length, side: views.size, channels };
    const precision = await precisionOf(config, job);
    const { gpu } = await loadEngine();
    checkMemory(
      { ...config, precision },
      { images: planned, traits: method.traits, ranks: job?.size ?? 1, gpu },
    );
    const convolution = await convolutionOf();
    const encoder = initialEncoder(config, data.channels);
    if (initFrom !== undefined) {
      orDispose(encoder, () => {
        copyWeights(encoder, initFrom);
      });
    }
    return { config, method, images, views, precision, convolution, encoder };
  });
  const { config, method, images, views, precision, convolution, encoder } = opened;
  if (isWriter(job)) {
    for (const advice of adviceAboutData(config, method.traits, images)) {
      options.onNote?.(fillNames(advice), advice);
    }
  }
  requireSameOnAllRanks(givenToRun({ config, precision, convolution, data, images }), job);
  const folder = await onEachRank(job, () =>
    orDispose(encoder, () =>
      isWriter(job) ? createRunFolder(out, { force }) : unwrittenRunFolder(out),
    ),
  ).catch((error: unknown) => {
    throw explainFailure(error, { out, config });
  });
  const recorded = {
    config,
    precision,
    convolution,
    views,
    data: { ...describeData(data), trainImages: images.length },
    ...(initFrom === undefined ? {} : { initFrom }),
    ...about,
  };
  const learner = newLearner(encoder, method, { config, precision, job });
  const run = {
    ...{ config, precision, convolution, data, images },
    ...{ folder, learner, options, job, recorded },
  };
  return runOpened(run, beginEpoch(1, []));
}

/** Disposes the encoder when the work fails. */
function orDispose<Result>(encoder: Encoder, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

function describeData(data: Dataset) {
  const { name, kind, height, width, channels, mean, std, fingerprint, skipped } = data;
  return {
    ...{ name, kind, height, width, channels, mean, std, fingerprint },
    classes: data.classes?.length,
    testImages: data.test?.length,
    testOrigin: data.testOrigin,
    skipped: skipped.reduce((sum, { images = 1 }) => sum + images, 0),
    valueRanges: data.valueRanges,
    license: data.license,
    credit: data.credit,
  };
}
