import type { Dataset } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { createEncoder } from '@jssl/resnet';
import { InputError } from '@jssl/settings';

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

export interface ResumeOptions extends LearnOptions {
  /** The run folder to go on in. */
  readonly out: string;
  /** Settings to change: epochs, evalEvery, k, knnTemperature or precision. */
  readonly changes?: Partial<TrainConfig>;
}

/**
 * Goes on with the run in a folder from its checkpoint: to the same losses, metrics and weights as if
 * it had never stopped, to the bit on a CPU with the same number of threads.
 * @param data the images that the run was begun with.
 * @throws CheckpointError when the checkpoint is damaged.
 * @throws InputError without a checkpoint, for other data, or a change that would make it another run.
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
        throw new InputError(
          `the run in ${out} is complete: ${config.epochs} epochs; give --epochs to go on to more`,
        );
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
    const begun = readRunConfig(out);
    for (const note of changeNotes(begun, { config, precision })) options.onNote?.(note);
    const recorded = { ...begun, config, precision };
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
    throw new InputError(
      `the images of ${data.name} are not those that the run in ${out} was begun with; give those, or begin another run with --init-from ${out}`,
    );
  }
  return { ...state, config: resumedConfig(state.config, changes) };
}
