import type { Dataset, ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { choosePrecision, loadEngine } from '@jssl/engine';
import { createEncoder, disposeEncoder, type Encoder } from '@jssl/resnet';

import { CheckpointError, hasCheckpoint, readCheckpoint } from './checkpoint-file.js';
import { ConfigError } from './config-error.js';
import { limitImages } from './image-subset.js';
import { copyWeights, encoderConfig, initialEncoder } from './initial-encoder.js';
import { messageOf } from './message-of.js';
import { validationBankSize } from './knn-evaluation.js';
import { createLearner, type Learner } from './learner.js';
import { builtInMethods } from './methods/built-in-methods.js';
import type { MethodState } from './methods/method-state.js';
import { isCustomMethod, type MethodFactory } from './methods/method.js';
import { broadcastState } from './parallel/broadcast-state.js';
import { onEachRank, requireSameOnAllRanks } from './parallel/fail-together.js';
import { checkShares } from './parallel/share-of-batch.js';
import { randomStream } from './random-streams.js';
import { changeNotes, resumedConfig } from './resumed-config.js';
import { readRunConfig } from './run-config.js';
import { explainFailure, guardDataset, guardReads } from './run-failure.js';
import {
  checkpointFolder,
  createRunFolder,
  openRunFolder,
  unwrittenRunFolder,
  type RunFolder,
} from './run-folder.js';
import { beginEpoch, parseProgress, record, type RunProgress } from './run-progress.js';
import { withTensorBoard } from './tensorboard-log.js';
import { checkTrainConfig, flagOf, type TrainConfig } from './train-config.js';
import { runEpochs, type RunOptions, type TrainResult } from './training-run.js';
import { viewOptionsFor } from './view-options.js';

/** The layout of a checkpoint; another number is another layout. */
const FORMAT = 'jssl-run-2';

/** How a run is learned, besides its settings. */
interface LearnOptions extends RunOptions {
  /** The method, where the settings call it `custom:NAME`; needed again to go on with the run. */
  readonly method?: MethodFactory;
}

export interface TrainOptions extends LearnOptions {
  /** The run folder to make. */
  readonly out: string;
  /** Replace a run that is in `out` already. */
  readonly force?: boolean;
  /** A run folder or weights file whose encoder training begins from, in place of random weights. */
  readonly initFrom?: string;
  /** Written into `config.json` as they are: versions, command line, engine. */
  readonly about?: Readonly<Record<string, unknown>>;
}

export interface ResumeOptions extends LearnOptions {
  /** The run folder to go on in. */
  readonly out: string;
  /** Settings to change: epochs, evalEvery, k, knnTemperature or precision. */
  readonly changes?: Partial<TrainConfig>;
}

/**
 * Trains an encoder on the training images of `data` and writes a run folder: `config.json`,
 * `metrics.csv`, `metrics.jsonl`, `tensorboard/`, `checkpoint/`, `last.safetensors` and, with labels,
 * `best.safetensors`.
 * @throws ConfigError for settings that cannot work, before anything is written.
 * @throws TrainingError when the loss is no longer finite.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { defaultTrainConfig, train } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos', { cacheFolder: 'cache' });
 * // Small enough to see it run; without these settings it is the original's ResNet-50.
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const { last } = await train(photos, { ...defaultTrainConfig, ...small }, { out: 'runs/first' });
 * console.log(last?.epoch, (last?.trainLoss ?? 0) > 0); // 1 true
 * ```
 */
export async function train(
  data: Dataset,
  config: TrainConfig,
  { out, force = false, initFrom, about, method, ...options }: TrainOptions,
): Promise<TrainResult> {
  const job = severalRanks(options);
  const { createMethod, images, views, precision, encoder } = await onEachRank(job, async () => {
    checkTrainConfig(config);
    const createMethod = methodFor(config, method);
    const images = limitImages(data.train, config.limit, config.seed);
    checkAgainstData(config, images);
    if (job) checkShares(config, job.size);
    const views = viewOptionsFor(config, data);
    const precision = await precisionOf(config, job);
    const encoder = initialEncoder(config, data.channels);
    if (initFrom !== undefined) {
      orDispose(encoder, () => {
        copyWeights(encoder, initFrom);
      });
    }
    return { createMethod, images, views, precision, encoder };
  });
  requireSameOnAllRanks(givenToRun({ config, precision, data, images }), job);
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
    views,
    data: { ...describeData(data), trainImages: images.length },
    ...(initFrom === undefined ? {} : { initFrom }),
    ...about,
  };
  const learner = newLearner(encoder, createMethod, config, { precision, job });
  const run = { config, precision, data, images, folder, learner, options, job, recorded };
  return runOpened(run, beginEpoch(1, []));
}

/**
 * Goes on with the run in a folder from its checkpoint: to the same losses, metrics and weights as if
 * it had never stopped, to the bit on a CPU with the same number of threads.
 * @param data the images that the run was begun with.
 * @throws CheckpointError when the checkpoint is damaged.
 * @throws ConfigError without a checkpoint, for other data, or a change that would make it another run.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { defaultTrainConfig, resumeTraining, train } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos', { cacheFolder: 'cache' });
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * await train(photos, { ...defaultTrainConfig, ...small }, { out: 'runs/longer' });
 *
 * const { last } = await resumeTraining(photos, { out: 'runs/longer', changes: { epochs: 2 } });
 * console.log(last?.epoch); // 2
 * ```
 */
export async function resumeTraining(
  data: Dataset,
  { out, changes = {}, method, ...options }: ResumeOptions,
): Promise<TrainResult> {
  if (!hasCheckpoint(checkpointFolder(out))) {
    throw new ConfigError(
      `--resume must be a run folder with a checkpoint, got ${out}; give the folder that jssl train made`,
    );
  }
  const job = severalRanks(options);
  const folder = await onEachRank(job, () =>
    isWriter(job) ? openRunFolder(out) : unwrittenRunFolder(out),
  );
  try {
    const { progress, ...opened } = await onEachRank(job, async () => {
      const { tensors, state } = readCheckpoint(folder.checkpointFolder);
      const { config, progress, numbers } = readState(out, state, data, changes);
      if (progress.epoch > config.epochs) {
        throw new ConfigError(
          `the run in ${out} is complete: ${config.epochs} epochs; give --epochs to go on to more`,
        );
      }
      const createMethod = methodFor(config, method);
      const images = limitImages(data.train, config.limit, config.seed);
      checkAgainstData(config, images);
      if (job) checkShares(config, job.size);
      const precision = await precisionOf(config, job);
      const encoder = createEncoder(encoderConfig(config, data.channels), () => 0.5);
      const learner = newLearner(encoder, createMethod, config, { precision, job });
      restore(learner, { tensors, numbers }, out);
      return { config, images, precision, learner, progress };
    });
    const { config, precision } = opened;
    const { epoch, step } = progress;
    const checkpoint = { epoch, step };
    requireSameOnAllRanks({ ...givenToRun({ ...opened, data }), checkpoint }, job);
    const begun = readRunConfig(out);
    for (const note of changeNotes(begun, { config, precision })) options.onNote?.(note);
    const recorded = { ...begun, config, precision };
    return await runOpened({ ...opened, data, folder, options, job, recorded }, progress);
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** The job of a run, where it has more than one rank. */
function severalRanks({ job }: RunOptions): Collectives | undefined {
  return job && job.size > 1 ? job : undefined;
}

/** Whether this process writes the run folder. */
function isWriter(job: Collectives | undefined): boolean {
  return !job || job.rank === 0;
}

/** What every rank has to be given alike, by what it is called. */
function givenToRun({
  config,
  precision,
  data,
  images,
}: Pick<OpenedRun, 'config' | 'precision' | 'data' | 'images'>) {
  const flags = Object.entries(config).map(([name, value]) => [flagOf(name), value as unknown]);
  return {
    ...(Object.fromEntries(flags) as Record<string, unknown>),
    'precision of the convolutions': precision,
    'training images': { count: images.length, fingerprint: data.fingerprint },
  };
}

/**
 * The precision that convolutions are computed in.
 * @throws ConfigError for bf16 that cannot be had.
 */
async function precisionOf(
  { precision, syncBn }: TrainConfig,
  job: Collectives | undefined,
): Promise<'f32' | 'bf16'> {
  const engine = await loadEngine();
  if (!job || !syncBn) return choosePrecision(precision, engine).precision;
  if (precision === 'bf16') {
    throw new ConfigError(
      '--sync-bn on several ranks computes in float32, got --precision bf16; leave one out',
    );
  }
  return 'f32';
}

/** Does what may fail, and frees the encoder then. */
function orDispose<Result>(encoder: Encoder, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    disposeEncoder(encoder);
    throw error;
  }
}

interface OpenedRun {
  readonly config: TrainConfig;
  readonly precision: 'f32' | 'bf16';
  readonly data: Dataset;
  readonly images: ImageSet;
  readonly folder: RunFolder;
  readonly learner: Learner;
  readonly options: RunOptions;
  readonly job: Collectives | undefined;
  /** What `config.json` says. */
  readonly recorded: object;
}

/** Runs the epochs, and then closes the folder and frees the learner. */
async function runOpened(run: OpenedRun, progress: RunProgress): Promise<TrainResult> {
  const { config, folder, learner, job } = run;
  try {
    broadcastState(learner, job);
    folder.writeConfig(run.recorded);
    const opened = {
      ...run,
      options: isWriter(job) ? run.options : optionsOfOthers(run.options),
      data: guardDataset(run.data),
      images: guardReads(run.images, run.data.name),
      views: viewOptionsFor(config, run.data),
      identity: { format: FORMAT, fingerprint: run.data.fingerprint },
    };
    return await withTensorBoard(opened, learner.encoder, progress.metrics, (logged) =>
      runEpochs(logged, progress),
    );
  } catch (error) {
    throw explainFailure(error, { out: folder.path, config });
  } finally {
    folder.close();
    learner.dispose();
  }
}

/** What a rank follows that does not write: nobody is told the same twice. */
function optionsOfOthers({ signal, stopOnCollapse }: RunOptions): RunOptions {
  return {
    tensorBoard: false,
    ...(signal && { signal }),
    ...(stopOnCollapse !== undefined && { stopOnCollapse }),
  };
}

function restore(learner: Learner, state: MethodState, out: string): void {
  try {
    learner.restore(state);
  } catch (error) {
    learner.dispose();
    throw new CheckpointError(
      `the checkpoint in ${out} does not fit its own settings: ${messageOf(error)}`,
    );
  }
}

function readState(
  out: string,
  value: unknown,
  data: Dataset,
  changes: Partial<TrainConfig>,
): { config: TrainConfig; progress: RunProgress; numbers: Readonly<Record<string, number>> } {
  let state;
  try {
    const { format, fingerprint, config, progress, numbers } = record('state', value);
    if (format !== FORMAT) throw new TypeError(`its format must be ${FORMAT}`);
    state = {
      fingerprint,
      config: record('config', config),
      progress: parseProgress(progress),
      numbers: record('numbers', numbers) as Readonly<Record<string, number>>,
    };
  } catch (error) {
    throw new CheckpointError(
      `the checkpoint in ${out} is none that this version can go on from: ${messageOf(error)}`,
    );
  }
  if (state.fingerprint !== data.fingerprint) {
    throw new ConfigError(
      `the images of ${data.name} are not those that the run in ${out} was begun with; give those, or begin another run with --init-from ${out}`,
    );
  }
  return { ...state, config: resumedConfig(state.config, changes) };
}

/** @throws ConfigError when the settings and the options do not speak of the same method. */
function methodFor({ method: name }: TrainConfig, own: MethodFactory | undefined): MethodFactory {
  if (isCustomMethod(name) !== (own !== undefined)) {
    throw new ConfigError(
      isCustomMethod(name)
        ? `--method ${name} is a method of the caller's own: give it to train() as options.method`
        : `--method must be custom:NAME for a method of your own, got ${name}`,
    );
  }
  return isCustomMethod(name) ? (own as MethodFactory) : builtInMethods[name];
}

function newLearner(
  encoder: Encoder,
  createMethod: MethodFactory,
  config: TrainConfig,
  options: Pick<OpenedRun, 'precision' | 'job'>,
): Learner {
  const random = randomStream(config.seed, 'queues');
  return createLearner(encoder, createMethod, config, { ...options, random });
}

/** @throws ConfigError for settings that do not fit the images. */
export function checkAgainstData(config: TrainConfig, images: ImageSet): void {
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
    licence: data.licence,
    credit: data.credit,
  };
}
