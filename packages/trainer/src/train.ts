import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import { choosePrecision, loadEngine } from '@jssl/engine';
import { createEncoder, defaultEncoderConfig, type Depth } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { encoderFeatures } from './embed-images.js';
import { describeEncoder } from './encoder-file.js';
import { limitImages } from './image-subset.js';
import { evaluateKnn, validationBankSize, type KnnEvaluation } from './knn-evaluation.js';
import { createJaccardMoco } from './methods/jaccard-moco.js';
import type { Method, StepLosses } from './methods/method.js';
import { randomStream } from './random-streams.js';
import { createRunFolder, type EpochMetrics, type RunFolder } from './run-folder.js';
import { checkTrainConfig, type TrainConfig } from './train-config.js';
import { TrainingError } from './training-error.js';
import { viewOptionsFor } from './view-options.js';
import { epochBatches, viewPair } from './view-batches.js';

/** What is known after each step. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly steps: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
  readonly imagesPerSecond: number;
  /** Estimated time to the end of the run, evaluations not counted. */
  readonly secondsLeft: number;
  readonly dataWaitShare: number;
}

export interface TrainOptions {
  /** The run folder to make. */
  readonly out: string;
  /** Replace a run that is in `out` already. */
  readonly force?: boolean;
  /** Written into `config.json` as they are: versions, command line, engine. */
  readonly about?: Readonly<Record<string, unknown>>;
  readonly onStep?: (progress: StepProgress) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
  /** When it aborts, the step in progress ends, the weights are saved, and `train` returns. */
  readonly signal?: AbortSignal;
}

export interface TrainResult {
  readonly out: string;
  /** The last complete epoch; undefined when the run was stopped before one. */
  readonly last: EpochMetrics | undefined;
  /** The epoch with the highest kNN accuracy on the validation images, where there are labels. */
  readonly best: EpochMetrics | undefined;
  /** Whether `signal` ended the run early. */
  readonly stopped: boolean;
}

/**
 * Trains an encoder on the training images of `data` and writes a run folder: `config.json`,
 * `metrics.csv`, `metrics.jsonl`, `last.safetensors` and, with labels, `best.safetensors`.
 * @throws ConfigError for settings that cannot work, before anything is written.
 * @throws TrainingError when the loss is no longer finite.
 */
export async function train(
  data: Dataset,
  config: TrainConfig,
  options: TrainOptions,
): Promise<TrainResult> {
  checkTrainConfig(config);
  const images = limitImages(data.train, config.limit, config.seed);
  checkAgainstData(config, images);
  const { precision } = choosePrecision(config.precision, await loadEngine());
  const views = viewOptionsFor(config, data);
  const folder = createRunFolder(options.out, { force: options.force ?? false });
  folder.writeConfig({
    config,
    precision,
    views,
    data: { ...describeData(data), trainImages: images.length },
    ...options.about,
  });

  const encoder = createEncoder(
    encoderConfig(config, data.channels),
    randomStream(config.seed, 'weights'),
  );
  const method = createJaccardMoco(
    encoder,
    { ...config, precision },
    randomStream(config.seed, 'queues'),
  );
  const run: Run = { data, images, config, views, folder, method, options };
  try {
    let last: EpochMetrics | undefined;
    let best: EpochMetrics | undefined;
    for (let epoch = 1; epoch <= config.epochs; epoch++) {
      const trained = await trainEpoch(run, epoch);
      if (!trained) {
        saveWeights(run, 'last');
        return { out: folder.path, last, best, stopped: true };
      }
      last = { ...trained, ...percentages(evaluateEpoch(run, epoch)) };
      saveWeights(run, 'last');
      if ((last.validationTop1 ?? -1) > (best?.validationTop1 ?? -1)) {
        best = last;
        saveWeights(run, 'best');
      }
      folder.appendMetrics(last);
      options.onEpoch?.(last);
    }
    return { out: folder.path, last, best, stopped: false };
  } finally {
    method.dispose();
  }
}

interface Run {
  readonly data: Dataset;
  readonly images: ImageSet;
  readonly config: TrainConfig;
  readonly views: ViewOptions;
  readonly folder: RunFolder;
  readonly method: Method;
  readonly options: TrainOptions;
}

/** The encoder that a configuration asks for. */
function encoderConfig(config: TrainConfig, channels: number) {
  return {
    ...defaultEncoderConfig,
    depth: Number(config.arch.slice('resnet'.length)) as Depth,
    width: config.width,
    stem: config.stem,
    inChannels: channels,
    embeddingSize: config.featureDim,
  };
}

function checkAgainstData(config: TrainConfig, images: ImageSet): void {
  if (config.batchSize > images.length) {
    throw new ConfigError(
      `--batch-size must be at most the number of training images, got ${config.batchSize} and ${images.length} images; lower --batch-size`,
    );
  }
  if (config.evalEvery === 0 || !images.labels) return;
  const bank = validationBankSize(images.labels, config.seed);
  if (config.k > bank) {
    throw new ConfigError(
      `--k must be at most the size of the kNN bank, got ${config.k} neighbours and ${bank} images; lower --k, or give --eval-every 0 to train without kNN`,
    );
  }
}

function describeData(data: Dataset) {
  const { name, kind, height, width, channels, mean, std, fingerprint, skipped } = data;
  return {
    ...{ name, kind, height, width, channels, mean, std, fingerprint },
    classes: data.classes?.length,
    testImages: data.test?.length,
    testOrigin: data.testOrigin,
    skipped: skipped.length,
  };
}

/** One epoch of steps; undefined when the signal stopped it. */
async function trainEpoch(run: Run, epoch: number) {
  const { config, images, data, method, options } = run;
  const batches = epochBatches(images.length, config.batchSize, { seed: config.seed, epoch });
  const sum = { loss: 0, jaccard: 0, p: 0, n: 0 };
  const began = performance.now();
  let waited = 0;
  for (const [index, indices] of batches.entries()) {
    const batchBegan = performance.now();
    const views = viewPair(images, data, indices, run.views, { seed: config.seed, epoch });
    waited += performance.now() - batchBegan;
    const losses = method.step(views, randomStream(config.seed, 'step', epoch, index));
    tf.dispose([...views]);
    if (!Number.isFinite(losses.loss)) failNotFinite(run, epoch, index + 1, losses);
    for (const term of ['loss', 'jaccard', 'p', 'n'] as const) sum[term] += losses[term];

    const step = index + 1;
    const seconds = (performance.now() - began) / 1000;
    const stepsLeft = (config.epochs - epoch) * batches.length + batches.length - step;
    options.onStep?.({
      epoch,
      epochs: config.epochs,
      step,
      steps: batches.length,
      loss: sum.loss / step,
      imagesPerSecond: (step * config.batchSize) / seconds,
      secondsLeft: (seconds / step) * stepsLeft,
      dataWaitShare: waited / 1000 / seconds,
    });
    // Lets signals and timers in: the kernels of a step block the event loop.
    await new Promise(setImmediate);
    if (options.signal?.aborted) return undefined;
  }
  const durationSeconds = (performance.now() - began) / 1000;
  return {
    epoch,
    trainLoss: sum.loss / batches.length,
    temperature: config.temperature,
    jaccardLoss: sum.jaccard / batches.length,
    pLoss: sum.p / batches.length,
    nLoss: sum.n / batches.length,
    imagesPerSecond: (batches.length * config.batchSize) / durationSeconds,
    durationSeconds,
    dataWaitShare: waited / 1000 / durationSeconds,
  };
}

function failNotFinite(run: Run, epoch: number, step: number, losses: StepLosses): never {
  // The step changed nothing, so the weights are those from before it.
  if (epoch === 1) saveWeights(run, 'last');
  const kept =
    epoch > 1
      ? `the weights of epoch ${epoch - 1} are kept in ${run.folder.path}`
      : `the weights from before that step are in ${run.folder.path}`;
  throw new TrainingError(
    `the loss became ${losses.loss} at step ${step} of epoch ${epoch}; ${kept}; try a lower --lr or a higher --temperature`,
  );
}

function evaluateEpoch(run: Run, epoch: number): KnnEvaluation | undefined {
  const { config, data, images, method, views } = run;
  const due = config.evalEvery > 0 && (epoch % config.evalEvery === 0 || epoch === config.epochs);
  if (!due || !images.labels) return undefined;
  return evaluateKnn(encoderFeatures(method.encoder), data, images, views, {
    k: config.k,
    temperature: config.knnTemperature ?? config.temperature,
    seed: config.seed,
  });
}

function percentages(evaluation: KnnEvaluation | undefined) {
  const percent = (share: number | undefined) => (share === undefined ? undefined : share * 100);
  return {
    testTop1: percent(evaluation?.test?.top1),
    testTop5: percent(evaluation?.test?.top5),
    validationTop1: percent(evaluation?.validation.top1),
    validationTop5: percent(evaluation?.validation.top5),
  };
}

function saveWeights(run: Run, which: 'best' | 'last'): void {
  const { encoder } = run.method;
  run.folder.saveWeights(which, encoder, describeEncoder(encoder.config, run.views));
}
