import type { Dataset } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { createEncoder } from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';

import type { MethodState } from '../methods/method-state.js';
import { methodFor } from '../methods/method-for.js';
import { onEachRank, requireSameOnAllRanks } from '../parallel/fail-together.js';
import { checkShares } from '../parallel/share-of-batch.js';
import {
  CheckpointError,
  dropDamagedCheckpoint,
  hasCheckpoint,
  removeOldCheckpoints,
  type FoundCheckpoint,
} from '../run/checkpoint-file.js';
import { messageOf } from '../run/message-of.js';
import { openCheckpoint } from '../run/open-checkpoint.js';
import { readRunConfig } from '../run/run-config.js';
import { checkpointFolder, openRunFolder, unwrittenRunFolder } from '../run/run-folder.js';
import { checkAgainstData } from '../settings/check-against-data.js';
import { checkTrainConfig } from '../settings/check-train-config.js';
import { changeNotes, lastChanges, resumedConfig } from '../settings/resumed-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import { encoderConfig } from '../step/encoder-config.js';
import type { Learner } from '../step/learner.js';
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
import { checkpointState, orDamaged } from './checkpoint-state.js';
import { checkCheckpointTensors } from './checkpoint-tensors.js';
import { checkSteps, type CheckpointState } from './parse-state.js';
import { explainFailure } from './run-failure.js';
import type { TrainResult } from './training-run.js';

/** Options of {@link resumeTraining}. */
export interface ResumeOptions extends LearnOptions {
  /** The run folder to resume. */
  readonly out: string;
  /** Settings to change: epochs, evalEvery, k, knnTemperature, precision or accumulate. */
  readonly changes?: Partial<TrainConfig>;
  /** Return, instead of throwing, if the run is complete and nothing is missing. Default false. */
  readonly allowComplete?: boolean;
}

/**
 * Resumes a run from its checkpoint. Losses, metrics and weights are the same as without the interruption;
 * on a CPU with the same number of threads they are bitwise equal. Convolutions are computed by the algorithm that
 * the run began with; if `JSSL_CONVOLUTION` or the engine doesn't allow it, `onNote` says so. If the last checkpoint is damaged or does
 * not fit its own settings or the images, the one before it is used, and `onNote` says what is repeated. If all epochs are complete, files that are missing or
 * differ from the checkpoint are written again.
 * @param data the images that the run started with.
 * @throws CheckpointError when both checkpoints are damaged.
 * @throws SettingError for a change to a setting that is fixed on resume, and if the run is complete and
 * nothing is missing.
 * @throws InputError if there is no checkpoint or the images differ.
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
  { out, changes = {}, method: own, allowComplete = false, ...options }: ResumeOptions,
): Promise<TrainResult> {
  if (!hasCheckpoint(checkpointFolder(out))) {
    throw new InputError(
      `${printable(out)} has no checkpoint to resume from; pass the folder of a training run`,
    );
  }
  const job = severalRanks(options);
  // config.json is written when settings change, the checkpoint only when it is due.
  const before = readRunConfig(out);
  const settings = { ...lastChanges(before.config), ...changes };
  const folder = await onEachRank(job, () =>
    isWriter(job) ? openRunFolder(out) : unwrittenRunFolder(out),
  ).catch((error: unknown) => {
    throw explainFailure(error, { out, config: before.config });
  });
  try {
    const open = async ({ file, tensors, state, fallback }: FoundCheckpoint) => {
      const saved = readState({ file, out, state }, data);
      const config = resumedConfig({ ...saved.config }, settings);
      const { progress, numbers } = saved;
      const method = methodFor(config.method, own);
      checkTrainConfig(config, method.traits);
      const images = limitImages(data.train, config.limit, config.seed);
      checkAgainstData(config, images, data.partners);
      viewOptionsFor(config, data);
      // Check this before allocating anything based on the file.
      orDamaged(file, () => {
        checkSteps(saved, Math.floor(images.length / saved.config.batchSize));
        checkCheckpointTensors(tensors, {
          config: saved.config,
          traits: method.traits,
          channels: data.channels,
        });
      });
      if (job) checkShares(config, job.size);
      const precision = await precisionOf(config, job);
      const convolution = await convolutionOf({ convolution: before['convolution'] });
      const encoder = createEncoder(encoderConfig(config, data.channels), () => 0.5);
      const learner = newLearner(encoder, method, { config, precision, job });
      restore(learner, { tensors, numbers }, file);
      if (fallback !== undefined && isWriter(job)) {
        options.onNote?.(fallback);
        dropDamagedCheckpoint(folder.checkpointFolder);
      }
      if (isWriter(job)) removeOldCheckpoints(folder.checkpointFolder);
      return { config, images, precision, convolution, learner, progress };
    };
    const { progress, ...opened } = await onEachRank(job, () =>
      openCheckpoint(folder.checkpointFolder, open),
    );
    const { config, precision, convolution } = opened;
    const now = { config, precision, convolution };
    const { epoch, step } = progress;
    const checkpoint = { epoch, step };
    requireSameOnAllRanks({ ...givenToRun({ ...opened, data }), checkpoint }, job);
    for (const note of changeNotes(before, now)) options.onNote?.(note);
    const recorded = { ...before, ...now };
    const run = { ...opened, data, folder, options, job, recorded };
    return await runOpened(run, progress, { isExpectedComplete: allowComplete });
  } catch (error) {
    folder.dispose();
    throw explainFailure(error, { out, config: before.config });
  }
}

function restore(learner: Learner, state: MethodState, file: string): void {
  try {
    learner.restore(state);
  } catch (error) {
    learner.dispose();
    throw new CheckpointError(
      `${printable(file)} does not fit its own settings: ${printable(messageOf(error))}`,
      { cause: error, remedy: 'use another copy of the run' },
    );
  }
}

/** The state of a checkpoint of these images. */
function readState(
  { file, out, state: value }: Pick<FoundCheckpoint, 'file' | 'state'> & { readonly out: string },
  data: Dataset,
): CheckpointState {
  const state = checkpointState(file, value);
  if (state.fingerprint !== data.fingerprint) {
    throw new InputError(
      `the run in ${printable(out)} was trained on different images than ${printable(data.name)}`,
      { remedy: 'pass the original images, or start a new run from its weights with {initFrom}' },
    );
  }
  return state;
}
