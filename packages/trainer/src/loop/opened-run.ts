import type { Dataset, ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import {
  algorithmForRun,
  choosePrecision,
  loadEngine,
  useConvolutionAlgorithm,
} from '@jssl/engine';
import { SettingError } from '@jssl/settings';

import type { MethodDefinition, MethodFactory } from '../methods/method.js';
import { broadcastState } from '../parallel/broadcast-state.js';
import type { RunFolder } from '../run/run-folder.js';
import { recordedConvolution } from '../settings/resumed-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import type { Learner } from '../step/learner.js';
import { CHECKPOINT_FORMAT } from './checkpoint-state.js';
import { completeRun } from './complete-run.js';
import { explainFailure, guardDataset, guardReads } from './run-failure.js';
import type { RunProgress } from './run-progress.js';
import { withTensorBoard } from './tensorboard-log.js';
import { runEpochs, type RunOptions, type TrainResult } from './training-run.js';

/** Options of a training besides its settings. */
export interface LearnOptions extends RunOptions {
  /**
   * The method, if the settings name it `custom:NAME`; also needed to resume the run. A factory without
   * traits gets the default ones: no queue, and it learns from both views and both heads.
   */
  readonly method?: MethodFactory | MethodDefinition;
}

/** A run that is ready for its next step. */
export interface OpenedRun {
  readonly config: TrainConfig;
  readonly precision: 'f32' | 'bf16';
  /** The algorithm of the convolutions, as `algorithmForRun` names it. */
  readonly convolution: string;
  readonly data: Dataset;
  readonly images: ImageSet;
  readonly folder: RunFolder;
  readonly learner: Learner;
  readonly options: RunOptions;
  readonly job: Collectives | undefined;
  /** The content of `config.json`. */
  readonly recorded: object;
}

/**
 * Runs the epochs, and then disposes the folder and the learner.
 * @param options.isExpectedComplete whether to return, not throw, if all epochs and files are complete.
 * @throws SettingError if the run is complete.
 */
export async function runOpened(
  run: OpenedRun,
  progress: RunProgress,
  { isExpectedComplete = false } = {},
): Promise<TrainResult> {
  const { config, folder, learner, job } = run;
  const dispose = () => {
    folder.dispose();
    learner.dispose();
  };
  let result: TrainResult;
  useConvolutionAlgorithm(run.convolution);
  try {
    broadcastState(learner, job);
    const isComplete = progress.epoch > config.epochs;
    if (!isComplete) folder.writeConfig(run.recorded);
    const opened = {
      ...run,
      options: isWriter(job) ? run.options : optionsOfOthers(run.options),
      data: guardDataset(run.data),
      images: guardReads(run.images, run.data.name),
      views: viewOptionsFor(config, run.data),
      identity: { format: CHECKPOINT_FORMAT, fingerprint: run.data.fingerprint },
    };
    result = isComplete
      ? await completeRun(opened, progress, { isExpected: isExpectedComplete })
      : await withTensorBoard(
          opened,
          { encoder: learner.encoder, earlier: progress.metrics },
          (logged) => runEpochs(logged, progress),
        );
  } catch (error) {
    try {
      dispose();
    } catch {
      // WebAssembly that ran out of memory cannot free any either. Report the earlier error.
    }
    throw explainFailure(error, { out: folder.path, config });
  } finally {
    useConvolutionAlgorithm();
  }
  dispose();
  return result;
}

/** Options for ranks other than 0, without callbacks. */
function optionsOfOthers({ signal, stopOnCollapse }: RunOptions): RunOptions {
  return {
    tensorBoard: false,
    ...(signal && { signal }),
    ...(stopOnCollapse !== undefined && { stopOnCollapse }),
  };
}

/** The job of a run, if it has more than one rank. */
export function severalRanks({ job }: RunOptions): Collectives | undefined {
  return job && job.size > 1 ? job : undefined;
}

/** Whether this process writes the run folder. */
export function isWriter(job: Collectives | undefined): boolean {
  return !job || job.rank === 0;
}

/** Values that must be the same on every rank, by name. */
export function givenToRun({
  config,
  precision,
  convolution,
  data,
  images,
}: Pick<OpenedRun, 'config' | 'precision' | 'convolution' | 'data' | 'images'>) {
  return {
    ...config,
    'precision of the convolutions': precision,
    'algorithm of the convolutions': convolution,
    'training images': { count: images.length, fingerprint: data.fingerprint },
  };
}

/**
 * The precision of the convolutions.
 * @throws SettingError for bf16 with `syncBn` on several ranks, or with batch-norm groups of different sizes.
 */
export async function precisionOf(
  { precision, syncBn, batchSize, accumulate, bnSplits }: TrainConfig,
  job: Collectives | undefined,
): Promise<'f32' | 'bf16'> {
  const engine = await loadEngine();
  const share = batchSize / accumulate / (job?.size ?? 1);
  const isUneven = share % bnSplits !== 0;
  if (!isUneven && (!job || !syncBn)) return choosePrecision(precision, engine).precision;
  if (precision === 'bf16') {
    throw new SettingError({
      setting: 'precision',
      required: isUneven
        ? `f32 with {bnSplits} ${bnSplits}, which leaves groups of different sizes`
        : 'f32 with {syncBn} on several ranks',
      got: precision,
      remedy: 'leave one out',
    });
  }
  return 'f32';
}

/**
 * The algorithm of the convolutions: that of `JSSL_CONVOLUTION`, else the one the run began with, else the usual
 * one.
 * @param recorded the content of a resumed run's `config.json`; runs from before there was a choice had direct ones.
 */
export async function convolutionOf(recorded?: {
  readonly convolution?: unknown;
}): Promise<string> {
  await loadEngine();
  return algorithmForRun(recorded && recordedConvolution(recorded));
}
