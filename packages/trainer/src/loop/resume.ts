import type { Dataset } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { createEncoder } from '@jssl/resnet';
import { InputError, printable, SettingError } from '@jssl/settings';

import type { MethodState } from '../methods/method-state.js';
import { onEachRank, requireSameOnAllRanks } from '../parallel/fail-together.js';
import { checkShares } from '../parallel/share-of-batch.js';
import { CheckpointError, hasCheckpoint, readCheckpoint } from '../run/checkpoint-file.js';
import { messageOf } from '../run/message-of.js';
import { readRunConfig } from '../run/run-config.js';
import { checkpointFolder, openRunFolder, unwrittenRunFolder } from '../run/run-folder.js';
import { checkAgainstData } from '../settings/check-against-data.js';
import { checkTrainConfig } from '../settings/check-train-config.js';
import { changeNotes, resumedConfig } from '../settings/resumed-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from '../step/encoder-config.js';
import type { Learner } from '../step/learner.js';
import {
  FORMAT,
  givenToRun,
  isWriter,
  methodFor,
  newLearner,
  precisionOf,
  runOpened,
  severalRanks,
  type LearnOptions,
} from './opened-run.js';
import { parseProgress, record, type RunProgress } from './run-progress.js';
import type { TrainResult } from './training-run.js';

/** Options of {@link resumeTraining}. */
export interface ResumeOptions extends LearnOptions {
  /** The run folder to resume. */
  readonly out: string;
  /** Settings to change: epochs, evalEvery, k, knnTemperature, precision or accumulate. */
  readonly changes?: Partial<TrainConfig>;
}

/**
 * Resumes a run from its checkpoint. Losses, metrics and weights are the same as without the interruption;
 * on a CPU with the same number of threads they are bitwise equal.
 * @param data the images that the run started with.
 * @throws CheckpointError when the checkpoint is damaged.
 * @throws SettingError for a change to a setting that is fixed on resume.
 * @throws InputError if there is no checkpoint, the run is complete, or the images differ.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { resumeTraining, train } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * await train(photos, small, { out: 'runs/longer' });
 *
 * const { last } = await resumeTraining(photos, { out: 'runs/longer', changes: { epochs: 2 } });
 * console.log(last?.epoch); // 2
 * ```
 */
export async function resumeTraining(
  data: Dataset,
  { out, changes = {}, method: own, ...options }: ResumeOptions,
): Promise<TrainResult> {
  if (!hasCheckpoint(checkpointFolder(out))) {
    throw new InputError(
      `${printable(out)} has no checkpoint to resume from; pass the folder of a training run`,
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
        throw new SettingError({
          setting: 'epochs',
          required: `above ${config.epochs} to continue the run in ${printable(out)}, which is complete`,
          got: config.epochs,
        });
      }
      const method = methodFor(config.method, own);
      checkTrainConfig(config, method.traits);
      const images = limitImages(data.train, config.limit, config.seed);
      checkAgainstData(config, images);
      if (job) checkShares(config, job.size);
      const precision = await precisionOf(config, job);
      const encoder = createEncoder(encoderConfig(config, data.channels), () => 0.5);
      const learner = newLearner(encoder, method, { config, precision, job });
      restore(learner, { tensors, numbers }, out);
      return { config, images, precision, learner, progress };
    });
    const { config, precision } = opened;
    const { epoch, step } = progress;
    const checkpoint = { epoch, step };
    requireSameOnAllRanks({ ...givenToRun({ ...opened, data }), checkpoint }, job);
    const before = readRunConfig(out);
    for (const note of changeNotes(before, { config, precision })) options.onNote?.(note);
    const recorded = { ...before, config, precision };
    return await runOpened({ ...opened, data, folder, options, job, recorded }, progress);
  } catch (error) {
    folder.dispose();
    throw error;
  }
}

function restore(learner: Learner, state: MethodState, out: string): void {
  try {
    learner.restore(state);
  } catch (error) {
    learner.dispose();
    throw new CheckpointError(
      `the checkpoint in ${printable(out)} does not fit its own settings: ${messageOf(error)}`,
      { cause: error },
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
      `the checkpoint in ${printable(out)} cannot be resumed by this version: ${messageOf(error)}`,
      { cause: error },
    );
  }
  if (state.fingerprint !== data.fingerprint) {
    throw new InputError(
      `the run in ${printable(out)} was trained on different images than ${printable(data.name)}`,
      { remedy: 'pass the original images, or start a new run from its weights with {initFrom}' },
    );
  }
  return { ...state, config: resumedConfig(state.config, changes) };
}
