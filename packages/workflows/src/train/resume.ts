import type { Dataset } from '@jssl/data';
import { readRunConfig, resumedConfig, resumeTraining, type TrainConfig } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { recordedChannels, recordedFormat } from '../runs/recorded-run.js';
import { checkCheckpointMinutes } from './check-checkpoint-minutes.js';
import { runTraining, type Training, type TrainingOptions } from './training.js';

/** Options of {@link resume}. */
export interface ResumeOptions extends TrainingOptions {
  /** The images, if they are no longer where the run recorded them. */
  readonly data?: string | Dataset | undefined;
}

/**
 * Resumes a run from its checkpoint, with the same results as a run that was never stopped.
 * @param run a run folder.
 * @param changes settings to change, such as more `epochs`.
 * @throws InputError for a run without a checkpoint, for different images, or for a change to a setting that
 * is fixed on resume.
 * @example
 * ```ts
 * import { resume, train } from '@jssl/workflows';
 *
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * await train('photos', small, { out: 'runs/longer', report: false });
 * const { last } = await resume('runs/longer', { epochs: 2 }, { report: false });
 * console.log(last?.epoch); // 2
 * ```
 */
export async function resume(
  run: string,
  changes: Partial<TrainConfig> = {},
  options: ResumeOptions = {},
): Promise<Training> {
  checkCheckpointMinutes(options.checkpointMinutes);
  const recorded = readRunConfig(run);
  const config = resumedConfig({ ...recorded.config }, changes);
  const { data: given, format = recordedFormat(recorded) } = options;
  return runTraining(
    {
      ...{ source: chooseSource(given, recorded.source), out: run, config },
      channels: () => recordedChannels(recorded),
      learn: (data, running) => resumeTraining(data, { ...running, out: run, changes }),
    },
    { ...options, format },
  );
}
