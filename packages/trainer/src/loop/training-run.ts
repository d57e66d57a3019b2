import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { askedByAny } from '@jssl/distributed/tensors';
import {
  describeEncoder,
  encoderFeatures,
  validateKnn,
  type KnnValidation,
  TrainingError,
  tensorsChecksum,
  trainingBatches,
  viewPair,
} from '@jssl/features';
import { nextTurn } from '@jssl/features/browser';
import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';
import { fillNames } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { healthWarnings, isCollapsed } from '../metrics/health-warnings.js';
import { failTogether } from '../parallel/fail-together.js';
import { shareOfBatch } from '../parallel/share-of-batch.js';
import type { StepProgress } from '../run/progress-file.js';
import type { EpochMetrics } from '../metrics/metrics-table.js';
import type { RunFolder } from '../run/run-folder.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { Learner, StepLosses } from '../step/learner.js';
import { stepOptionsAt } from '../step/step-options.js';
import { writeEpochFiles } from './epoch-files.js';
import {
  addStep,
  beginEpoch,
  bestEpoch,
  meanOf,
  meansOfSteps,
  type RunProgress,
} from './run-progress.js';

/** Options of a training run besides its settings. */
export interface RunOptions {
  readonly onStep?: (progress: StepProgress) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
  /**
   * When it aborts on any rank, every rank finishes the current step, a checkpoint is saved, and the run
   * returns.
   */
  readonly signal?: AbortSignal;
  /**
   * The ranks that train together. All must pass the same settings and images; each computes its share of
   * every batch, and only rank 0 writes the run folder.
   */
  readonly job?: Collectives;
  /** Longest time between checkpoints; each epoch also ends with one. Default 15. */
  readonly checkpointMinutes?: number;
  /** Whether to write files for TensorBoard. Default true. */
  readonly tensorBoard?: boolean;
  /** Ends the run with an error when the encoder has collapsed. Default false. */
  readonly stopOnCollapse?: boolean;
  /**
   * Called with a warning; the run continues. `template` is the same sentence with the names of settings in
   * braces, for `fillNames` of `@jssl/settings`; it is absent if the sentence names none.
   */
  readonly onNote?: (sentence: string, template?: string) => void;
}

/** The outcome of a training run. */
export interface TrainResult {
  readonly out: string;
  /** The last complete epoch; undefined when the run was stopped before that. */
  readonly last: EpochMetrics | undefined;
  /** The best epoch by kNN accuracy on validation images, as of {@link bestEpoch}, if there are labels. */
  readonly best: EpochMetrics | undefined;
  /** Whether `signal` ended the run early. */
  readonly stopped: boolean;
}

/** A run with everything it works on. */
export interface TrainingRun {
  readonly config: TrainConfig;
  readonly data: Dataset;
  /** The training images that are used. */
  readonly images: ImageSet;
  readonly views: ViewOptions;
  readonly folder: RunFolder;
  readonly learner: Learner;
  readonly options: RunOptions;
  /** The ranks that train together; absent in one process. */
  readonly job?: Collectives | undefined;
  /** Recorded in each checkpoint besides the progress. */
  readonly identity: object;
}

/** How often to check that no other process has taken over the run folder. */
const HOLD_CHECKED_MS = 1000;

/** Runs the remaining epochs, with a checkpoint after each. */
export async function runEpochs(run: TrainingRun, from: RunProgress): Promise<TrainResult> {
  const { config, folder, options } = run;
  let progress = from;
  let saved = performance.now();
  const save = () => {
    saveCheckpoint(run, progress);
    saved = performance.now();
  };
  // Rank 0 saves.
  const due = () =>
    (run.job?.rank ?? 0) === 0 &&
    performance.now() - saved > (options.checkpointMinutes ?? 15) * 60_000;
  // Files that an interruption left unwritten after the checkpoint.
  restoreEpochFiles(run, progress);
  while (progress.epoch <= config.epochs) {
    const complete = await runSteps(run, progress, () => {
      const [stopped = false, isDue] = askedByAny(
        [options.signal?.aborted === true, due()],
        run.job,
      );
      if (isDue && !stopped) {
        requireFiniteWeights(run, progress);
        save();
      }
      return !stopped;
    });
    requireFiniteWeights(run, progress);
    if (!complete) {
      save();
      folder.writeWeights('last', encodeWeights(run));
      return resultOf(run, progress, true);
    }
    const measured = {
      ...epochMetrics(run, progress),
      ...evaluationMetrics(run, await evaluateEpoch(run, progress.epoch)),
    };
    const templates = healthWarnings([...progress.metrics, measured]);
    const warnings = templates.map((one) => fillNames(one));
    const metrics: EpochMetrics = { ...measured, warnings };
    const all = [...progress.metrics, metrics];
    progress = beginEpoch(progress.epoch + 1, all);
    // All files of the epoch follow from its checkpoint, so an interruption from here on loses none of them.
    save();
    writeEpochFiles(folder, progress, { weights: encodeWeights(run) });
    options.onEpoch?.(metrics);
    warnings.forEach((warning, at) => options.onNote?.(warning, templates[at]));
    const [collapsed] = askedByAny([isCollapsed(metrics)], run.job);
    if (options.stopOnCollapse && collapsed) {
      throw failTogether(
        new TrainingError(
          `stopped after epoch ${metrics.epoch}: ${warnings.join('; ')}; its checkpoint is in ${folder.path}`,
        ),
      );
    }
  }
  return resultOf(run, progress, false);
}

/** Writes the files of the last complete epoch that are missing or differ; returns their names. */
export function restoreEpochFiles(run: TrainingRun, progress: RunProgress): readonly string[] {
  // Within an epoch the weights are no longer those of its files.
  const weights =
    progress.step === 0 && progress.metrics.length > 0 ? encodeWeights(run) : undefined;
  return writeEpochFiles(run.folder, progress, { weights, repair: true });
}

/** The outcome of a run. */
export function resultOf(
  { folder }: Pick<TrainingRun, 'folder'>,
  { metrics }: RunProgress,
  stopped: boolean,
): TrainResult {
  return { out: folder.path, last: metrics.at(-1), best: bestEpoch(metrics), stopped };
}

function stepsOfEpoch({ images, config }: TrainingRun): number {
  return Math.floor(images.length / config.batchSize);
}

/** Runs the rest of an epoch; false when it was stopped. @param afterStep returns whether to continue. */
async function runSteps(
  run: TrainingRun,
  progress: RunProgress,
  afterStep: () => boolean,
): Promise<boolean> {
  const { config, images, data, learner, options, job } = run;
  const at = { seed: config.seed, epoch: progress.epoch };
  const { batchSize } = config;
  const places = job && shareOfBatch(config, job);
  const { streamed } = data;
  const order = { batchSize, first: progress.step, places, streamed, ...at };
  const batches = trainingBatches(images, order);
  let checked = performance.now();
  const steps = stepsOfEpoch(run);
  for (let index = progress.step; index < steps; index++) {
    const began = performance.now();
    const { value: batch } = batches.next();
    if (!batch) throw new Error(`runSteps: epoch ${at.epoch} has no batch ${index + 1}`);
    const views = viewPair(batch, { data, views: run.views, ...at });
    progress.waitedSeconds += (performance.now() - began) / 1000;
    const result = learner.step(views, stepOptionsAt(config, { ...at, index, steps }));
    tf.dispose([...views]);
    const { loss } = result.losses;
    if (!Number.isFinite(loss)) {
      failNotFinite(run, at.epoch, `the loss became ${loss} at step ${index + 1}`);
    }
    progress.step = index + 1;
    addStep(progress, result);
    progress.seconds += (performance.now() - began) / 1000;
    job?.alive();
    if (performance.now() - checked > HOLD_CHECKED_MS) {
      run.folder.requireHeld();
      checked = performance.now();
    }
    options.onStep?.(stepProgress(run, progress));
    // Let signals and timers run: the kernels of a step block the event loop.
    await nextTurn();
    if (!afterStep()) return false;
  }
  return true;
}

function stepProgress(run: TrainingRun, progress: RunProgress): StepProgress {
  const { config } = run;
  const { epoch, step, seconds } = progress;
  const steps = stepsOfEpoch(run);
  return {
    epoch,
    epochs: config.epochs,
    step,
    steps,
    loss: meanOf(progress, 'loss') ?? NaN,
    imagesPerSecond: (step * config.batchSize) / seconds,
    secondsLeft: (seconds / step) * ((config.epochs - epoch) * steps + steps - step),
    dataWaitShare: progress.waitedSeconds / seconds,
  };
}

function epochMetrics({ config, learner }: TrainingRun, progress: RunProgress) {
  const { epoch, step, seconds } = progress;
  const mean = (name: keyof StepLosses) => meanOf(progress, name);
  return {
    epoch,
    trainLoss: mean('loss') ?? NaN,
    temperature: config.temperature,
    jaccardLoss: mean('jaccard'),
    pLoss: mean('p'),
    nLoss: mean('n'),
    imagesPerSecond: (step * config.batchSize) / seconds,
    durationSeconds: seconds,
    dataWaitShare: progress.waitedSeconds / seconds,
    noLearningLoss: learner.method.noLearningLoss,
    ...meansOfSteps(progress),
    queueFill: learner.method.queueFill?.(),
    residentMegabytes: process.memoryUsage.rss() / 1e6,
    numTensors: tf.memory().numTensors,
  };
}

/**
 * A finite loss can have a gradient that is not finite; weights updated with it must not be saved.
 * @throws TrainingError
 */
function requireFiniteWeights(run: TrainingRun, { epoch, step }: RunProgress): void {
  if (hasFiniteWeights(run.learner.encoder)) return;
  failNotFinite(run, epoch, `the weights became NaN or infinite by step ${step}`);
}

function hasFiniteWeights({ parameters, statistics }: Encoder): boolean {
  return tf.tidy(() => {
    // 0, or NaN if any weight is NaN or infinite.
    const sums = Object.values({ ...parameters, ...statistics }).map((weight) =>
      tf.sum(tf.mul(weight, 0)),
    );
    return tf.addN(sums).dataSync()[0] === 0;
  });
}

function failNotFinite(run: TrainingRun, epoch: number, what: string): never {
  const { folder, learner } = run;
  let kept = 'no weights are kept';
  if (epoch > 1) {
    kept = `the weights of epoch ${epoch - 1} are kept in ${folder.path}`;
  } else if (hasFiniteWeights(learner.encoder)) {
    // A step whose loss is not finite changes nothing.
    folder.writeWeights('last', encodeWeights(run));
    kept = `the weights from before that step are in ${folder.path}`;
  }
  throw failTogether(
    new TrainingError(`${what} of epoch ${epoch}; ${kept}`, {
      remedy: 'try a lower {lr} or a higher {temperature}',
    }),
  );
}

async function evaluateEpoch(run: TrainingRun, epoch: number): Promise<KnnValidation | undefined> {
  const { config, data, images, learner, views } = run;
  const due = config.evalEvery > 0 && (epoch % config.evalEvery === 0 || epoch === config.epochs);
  // Without a labeled image there is no bank; the label −1 is not a class.
  if (!due || !images.labels?.some((label) => label >= 0)) return undefined;
  return validateKnn(encoderFeatures(learner.encoder), data, {
    ...{ train: images, views, seed: config.seed, job: run.job },
    settings: {
      ...(config.k !== undefined && { k: config.k }),
      temperature: config.knnTemperature ?? config.temperature,
    },
  });
}

function evaluationMetrics({ config }: TrainingRun, evaluation: KnnValidation | undefined) {
  const percent = (share: number | undefined) => (share === undefined ? undefined : share * 100);
  return {
    testTop1: percent(evaluation?.test?.top1),
    testTop5: percent(evaluation?.test?.top5),
    validationTop1: percent(evaluation?.validation?.top1),
    validationTop5: percent(evaluation?.validation?.top5),
    testBalanced: percent(evaluation?.test?.balanced),
    validationBalanced: percent(evaluation?.validation?.balanced),
    validationImages: evaluation?.validationImages,
    k: evaluation && config.k,
  };
}

/** The weights file of the encoder, with the names and layouts of torchvision. */
function encodeWeights({ learner, views }: TrainingRun): Uint8Array {
  const { encoder } = learner;
  const tensors = stateDict(encoder);
  const checksum = tensorsChecksum(tensors);
  return encodeSafetensors(tensors, { ...describeEncoder(encoder.config, views), checksum });
}

function saveCheckpoint(run: TrainingRun, progress: RunProgress): void {
  if (run.job && run.job.rank > 0) return;
  const { tensors, numbers } = run.learner.save();
  const number = (progress.epoch - 1) * stepsOfEpoch(run) + progress.step;
  const state = { ...run.identity, config: run.config, progress, numbers };
  run.folder.writeCheckpoint(number, { tensors, state });
}
