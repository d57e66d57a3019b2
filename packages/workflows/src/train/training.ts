import { join } from 'node:path';

import type { Dataset, OpenOptions } from '@jssl/data';
import { chooseGpu, choosePrecision, loadEngine, type EngineInfo } from '@jssl/engine';
import { isUnbalanced } from '@jssl/eval';
import { mostFrequentAccuracy, type MostFrequentAccuracy } from '@jssl/features';
import { makeReport } from '@jssl/report';
import {
  createProgressFile,
  onEachRank,
  recordFinishedOutput,
  runFiles,
  withNeighbors,
  type RunOptions,
  type StepProgress,
  type TrainConfig,
  type TrainResult,
} from '@jssl/trainer';

import type { DataOptions } from '../data/open-data.js';
import { openOnRanks } from '../data/open-on-ranks.js';
import { progressOf, type WorkOptions } from '../data/work-options.js';
import { matchChannels } from '../runs/match-channels.js';
import { estimatedSeconds, LARGEST_DERIVED_SIDE } from './derived-settings.js';

/** Options of `train` and `resume`. */
export interface TrainingOptions
  extends
    WorkOptions,
    Pick<DataOptions, 'onData'>,
    Pick<OpenOptions, 'format' | 'cacheLimit' | 'labels'>,
    Omit<RunOptions, 'signal' | 'job'> {
  /** The process group that this process has joined; every rank makes the same call. */
  readonly job?: RunOptions['job'] | undefined;
  /** Write `report.html` into the run folder at the end. Default true. */
  readonly report?: boolean | undefined;
  /** Recorded in the run as the command that made it. Default: none. */
  readonly command?: string | undefined;
  /** Called when the images are open, before training starts. */
  readonly onStart?: ((started: StartedTraining) => void) | undefined;
  /** Called when training has ended, before the report is made. */
  readonly onTrained?: ((result: TrainResult) => void) | undefined;
}

/** A training that is about to start. */
export interface StartedTraining {
  readonly out: string;
  readonly config: TrainConfig;
  readonly data: Dataset;
  /** About how long it will take, evaluations included, if the epochs were given and it is more than a minute or so. */
  readonly estimatedSeconds?: number;
  /** Whether settings of `config` were derived from the images and this machine. */
  readonly isDerived?: boolean;
  /** If the classes have different numbers of test images: the accuracy of always guessing the most frequent one. */
  readonly mostFrequent?: MostFrequentAccuracy & { readonly class: string };
  /** What was found in the weights of another program that the training starts from. */
  readonly initialNote?: string;
  /** Why the requested precision is not used. */
  readonly precisionNote?: string;
}

/** The outcome of a training run. */
export interface Training extends TrainResult {
  /** The report that was written. */
  readonly report?: string;
  /** Why there is no report, though one was requested. */
  readonly reportError?: Error;
}

/** The differences between `train` and `resume`. */
export interface TrainingWork {
  readonly source: string | Dataset;
  readonly out: string;
  readonly config: TrainConfig;
  /** C of the images that the encoder takes, if it is fixed: others are converted. Called with the engine. */
  readonly channels?: () => number | undefined;
  /** What was found in the weights of another program that the training starts from. */
  readonly initialNote?: string | undefined;
  /** Checks to make before images are decoded; called on rank 0. */
  readonly check?: () => void;
  /** Whether to estimate the time, by a few measured steps. */
  readonly isEstimated?: boolean;
  /** Completes the settings from the images, if the ones in `config` are only a start. */
  readonly derive?: (data: Dataset) => Promise<TrainConfig>;
  readonly learn: (
    data: Dataset,
    config: TrainConfig,
    options: RunOptions,
    engine: EngineInfo,
  ) => Promise<TrainResult>;
}

/** Loads the engine, opens the data, trains, and makes the report. */
export async function runTraining(
  { source, out, config: first, isEstimated, check, derive, channels, ...work }: TrainingWork,
  options: TrainingOptions,
): Promise<Training> {
  const { initialNote, learn } = work;
  const { job, signal, onData, format, cacheLimit, labels, report = true } = options;
  const isWriter = (job?.rank ?? 0) === 0;
  await onEachRank(job, () => {
    if (isWriter) check?.();
  });
  if (job) chooseGpu(job.localRank);
  const engine = await loadEngine();
  const { note } = choosePrecision(first.precision, engine);
  const onNote = isWriter ? options.onNote : undefined;
  const open = async ({ imageSize, valueRange }: TrainConfig) => {
    const stored = await openOnRanks(source, {
      ...{ signal, job, format, cacheLimit, labels, imageSize, valueRange },
      onProgress: options.onProgress,
    });
    return matchChannels({ channels: channels?.() ?? stored.channels }, stored, onNote);
  };
  const { data, config } = await withDerived(first, open, derive);
  onData?.(data);
  const mostFrequent = mostFrequentOf(data);
  const fitted = withNeighbors(config, data);
  const seconds = isEstimated === true ? await estimatedSeconds(data, fitted, options) : undefined;
  options.onStart?.({
    out,
    config: fitted,
    data,
    ...(derive && { isDerived: true }),
    ...(seconds !== undefined && { estimatedSeconds: seconds }),
    ...(initialNote !== undefined && { initialNote }),
    ...(mostFrequent && { mostFrequent }),
    ...(note !== undefined && { precisionNote: note }),
  });
  const progressFile = createProgressFile(out);
  const writeProgress = (progress: StepProgress) => {
    progressFile.write(progress);
  };
  const result = await learn(data, config, runOptions(options, writeProgress), engine).finally(
    () => {
      progressFile.remove();
    },
  );
  options.onTrained?.(result);
  if (!report || result.stopped || !isWriter) return result;
  const file = join(out, runFiles.report);
  try {
    await makeReport(out, data, { out: file, onProgress: progressOf(options) });
    recordFinishedOutput(out, 'report');
    return { ...result, report: file };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...result, reportError: error instanceof Error ? error : new Error(String(error)) };
  }
}

/**
 * Opens the images and completes the settings from them. The size of the views may be derived too: the images are
 * then decoded again, to that size.
 */
export async function withDerived(
  first: TrainConfig,
  open: (config: TrainConfig) => Promise<Dataset>,
  derive: TrainingWork['derive'],
): Promise<{ readonly data: Dataset; readonly config: TrainConfig }> {
  const stored = await open(first);
  if (!derive) return { data: stored, config: first };
  const isLarge =
    first.imageSize === undefined && Math.min(stored.height, stored.width) > LARGEST_DERIVED_SIDE;
  const reduced = isLarge ? { ...first, imageSize: LARGEST_DERIVED_SIDE } : first;
  const data = isLarge ? await open(reduced) : stored;
  const derived = await derive(data);
  const { imageSize = reduced.imageSize } = derived;
  const config = { ...derived, imageSize };
  return { data: imageSize === reduced.imageSize ? data : await open(config), config };
}

function mostFrequentOf({ classes, train, test }: Dataset): StartedTraining['mostFrequent'] {
  if (!classes || !train.labels || !test?.labels) return undefined;
  if (!isUnbalanced(test.labels, classes.length)) return undefined;
  const row = mostFrequentAccuracy(train.labels, test.labels, classes.length);
  return { ...row, class: classes[row.label] ?? '' };
}

function runOptions(
  options: TrainingOptions,
  writeProgress: (progress: StepProgress) => void,
): RunOptions {
  const { checkpointMinutes, stopOnCollapse, tensorBoard, onEpoch, onNote, signal, job } = options;
  return {
    ...(checkpointMinutes !== undefined && { checkpointMinutes }),
    ...(stopOnCollapse !== undefined && { stopOnCollapse }),
    ...(tensorBoard !== undefined && { tensorBoard }),
    ...(onEpoch && { onEpoch }),
    ...(onNote && { onNote }),
    ...(signal && { signal }),
    ...(job && { job }),
    onStep: (progress) => {
      options.onStep?.(progress);
      writeProgress(progress);
    },
  };
}
