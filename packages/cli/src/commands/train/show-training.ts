import type { EpochMetrics, StepProgress, TrainConfig } from '@jssl/trainer';
import {
  runEpochs,
  type StartedTraining,
  type Training,
  type TrainingOptions,
} from '@jssl/workflows';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { withFlags } from '../../arguments/flag-of.js';
import { shellCommand } from '../../arguments/shell-command.js';
import type { CommandContext } from '../../process/command-context.js';
import { leaveJob } from '../../process/joined-job.js';
import { working } from '../../process/working.js';
import { noteFile } from '../../terminal/announce-file.js';
import { createProgress } from '../../terminal/progress.js';
import { noteScreen } from '../../terminal/terminal.js';
import {
  describeBalance,
  describeData,
  describeEpoch,
  describeStep,
  describeTime,
} from './describe-training.js';

/** The signal that stopped training, if one did. */
export interface Stopped {
  readonly stoppedBy?: InterruptedError['signal'];
}

/** @throws InterruptedError, which says how to resume, when training was stopped. */
export function failIfStopped({ out, stoppedBy }: Stopped & { readonly out: string }): void {
  if (stoppedBy === undefined) return;
  throw new InterruptedError(`stopped; resume with: jssl train --resume ${out}`, stoppedBy);
}

/** Trains and shows progress. In a job, only rank 0 prints; it makes the report after the job has ended. */
export async function showTraining<Result extends object>(
  context: CommandContext,
  train: (options: TrainingOptions) => Promise<Result>,
  repeated?: (config: TrainConfig) => string,
): Promise<Result & Stopped> {
  const { argv, job } = context;
  let stoppedBy: InterruptedError['signal'] | undefined;
  const result = await working(
    context,
    ({ signal, onProgress, onData }) =>
      train({
        ...{ signal, onProgress, onData },
        ...shownTraining(context, repeated),
        ...(job && { job }),
        command: shellCommand(argv),
        onTrained: ({ stopped }) => {
          // Another rank may have received the signal.
          const reason = signal.reason as InterruptedError | undefined;
          if (stopped) stoppedBy = reason?.signal ?? 'SIGTERM';
          // Only rank 0 makes the report. After a stop, all ranks stay until rank 0 has reported it.
          else leaveJob();
        },
      }),
    { whenStopped: 'stopping after this step', ...((job?.rank ?? 0) === 0 && { skipped: 'last' }) },
  );
  return { ...result, ...(stoppedBy && { stoppedBy }) };
}

/** Prints the start, the epochs and warnings, and shows the steps. */
function shownTraining(
  { terminal }: CommandContext,
  repeated: ((config: TrainConfig) => string) | undefined,
) {
  const screen = noteScreen(terminal);
  const show = createProgress(terminal);
  let started: StartedTraining | undefined;
  return {
    onStart: (start: StartedTraining) => {
      started = start;
      terminal.note(describeData(start.data));
      if (start.mostFrequent) terminal.note(describeBalance(start.mostFrequent));
      if (start.initialNote !== undefined) terminal.note(start.initialNote);
      if (start.precisionNote !== undefined) terminal.note(start.precisionNote);
      if (start.isDerived && repeated) {
        terminal.note(
          `settings for these images and this machine; to train with them again: ${repeated(start.config)}`,
        );
      }
      if (start.estimatedSeconds !== undefined) {
        terminal.note(describeTime(start.config, start.estimatedSeconds));
      }
      if (screen.columns === Infinity) return;
      terminal.note(`to follow it in a browser: jssl watch ${start.out}`);
    },
    onStep: (progress: StepProgress) => {
      const { epoch, epochs, step, steps } = progress;
      show((epoch - 1 + step / steps) / epochs, ...describeStep(progress));
    },
    onEpoch: (metrics: EpochMetrics) => {
      if (!started) return;
      const losses = runEpochs(started.out).map(({ trainLoss }) => trainLoss);
      describeEpoch(metrics, { epochs: started.config.epochs, losses }, screen).forEach(
        terminal.note,
      );
    },
    onNote: (sentence: string, template?: string) => {
      terminal.note(screen.paint('yellow', `warning: ${withFlags(sentence, template)}`));
    },
  };
}

/** Prints where the report is, or why there is none. */
export function noteReport(
  { terminal }: CommandContext,
  { out, report, reportError }: Training,
): void {
  if (report !== undefined) noteFile(terminal, report);
  if (!reportError) return;
  terminal.note(`no report: ${reportError.message}; to make it: jssl report ${out}`);
}
