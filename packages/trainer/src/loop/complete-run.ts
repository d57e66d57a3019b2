import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { askedByAny } from '@jssl/distributed/tensors';
import { printable, SettingError } from '@jssl/settings';

import { failTogether } from '../parallel/fail-together.js';
import { finishedOutputs } from '../run/finished-outputs.js';
import { runFiles } from '../run/run-files.js';
import type { RunProgress } from './run-progress.js';
import { withTensorBoard } from './tensorboard-log.js';
import { restoreEpochFiles, resultOf, type TrainingRun, type TrainResult } from './training-run.js';

/**
 * Resumes a run whose epochs are complete: writes what is missing or differs from its checkpoint, because the
 * training was interrupted after the last one or because files were lost.
 * @param isExpected whether to return even if nothing was missing.
 * @throws SettingError if nothing was missing.
 */
export async function completeRun(
  run: TrainingRun,
  progress: RunProgress,
  { isExpected }: { readonly isExpected: boolean },
): Promise<TrainResult> {
  const { folder, job, config, options } = run;
  const out = folder.path;
  const isWriter = (job?.rank ?? 0) === 0;
  const result = resultOf(run, progress, false);
  const written = isWriter ? [...restoreEpochFiles(run, progress)] : [];
  if (isWriter && options.tensorBoard !== false && !hasTensorBoard(out)) {
    const { encoder } = run.learner;
    await withTensorBoard(run, { encoder, earlier: progress.metrics }, () =>
      Promise.resolve(result),
    );
    written.push(`${runFiles.tensorBoard}/`);
  }
  const [isMended = false] = askedByAny([written.length > 0 || isExpected], job);
  if (!isMended) {
    throw failTogether(
      new SettingError({
        setting: 'epochs',
        required: `above ${config.epochs} to continue the run in ${printable(out)}, which is complete`,
        got: config.epochs,
      }),
    );
  }
  const missing =
    written.length > 0 ? `; written again from its checkpoint: ${written.join(', ')}` : '';
  options.onNote?.(`the run in ${printable(out)} is complete${missing}`);
  return result;
}

/** Whether the files for TensorBoard were written completely from the last checkpoint. */
function hasTensorBoard(out: string): boolean {
  const path = join(out, runFiles.tensorBoard);
  if (!finishedOutputs(out).includes('tensorboard') || !existsSync(path)) return false;
  const files = readdirSync(path);
  const needed = ['tfevents', 'tensors.tsv', 'sprite.png', 'projector_config.pbtxt'];
  return needed.every((part) => files.some((file) => file.includes(part)));
}
