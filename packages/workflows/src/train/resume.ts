import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import {
  finishedOutputs,
  readRunConfig,
  resumedConfig,
  resumeTraining,
  runFiles,
  type TrainConfig,
} from '@jssl/trainer';

import { openedAs, recordedChannels } from '../runs/recorded-run.js';
import { rememberRunSource, runSource } from '../runs/run-source.js';
import { checkCheckpointMinutes } from './check-checkpoint-minutes.js';
import { runTraining, type Training, type TrainingOptions } from './training.js';

/** Options of {@link resume}. */
export interface ResumeOptions extends TrainingOptions {
  /** The images, if they are no longer where the run recorded them. */
  readonly data?: string | Dataset | undefined;
}

/**
 * Resumes a run from its checkpoint, with the same results as a run that was never stopped. For a complete
 * run, it writes files that are missing because training was interrupted at its very end.
 * @param run a run folder.
 * @param changes settings to change, such as more `epochs`.
 * @throws InputError for a run without a checkpoint, for different images, or for a change to a setting that
 * is fixed on resume. SettingError for a complete run with no missing files.
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
  const { report = true } = options;
  const hasReport =
    existsSync(join(run, runFiles.report)) && finishedOutputs(run).includes('report');
  const allowComplete = report && !hasReport;
  const source = runSource({ path: run, recorded }, options.data);
  const { format, labels } = openedAs(options, { path: run, recorded, isOwn: true });
  return runTraining(
    {
      ...{ source, out: run, config },
      channels: () => recordedChannels(recorded),
      learn: (data, _config, running) => {
        rememberRunSource(run, recorded, { source, labels, data });
        return resumeTraining(data, { ...running, out: run, changes, allowComplete });
      },
    },
    { ...options, format, labels },
  );
}
