import { choosePrecision, loadEngine } from '@jssl/engine';
import {
  checkRunFolder,
  onEachRank,
  resumeTraining,
  train,
  createProgressFile,
  type EpochMetrics,
  type StepProgress,
  type TrainConfig,
  type TrainResult,
} from '@jssl/trainer';

import { InterruptedError } from '../../arguments/exit-codes.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';
import { leaveJob } from '../../process/joined-job.js';
import { versions } from '../../process/versions.js';
import { createProgress } from '../../terminal/progress.js';
import { noteScreen } from '../../terminal/terminal.js';
import { openOnRanks } from '../shared/open-on-ranks.js';
import { reportSkipped, type SourceOptions } from '../shared/open-source.js';
import { describeEpoch, describeStep } from './describe-training.js';
import { reportEndedRun } from './make-run-report.js';
import { runLosses } from './run-losses.js';

/** A run to begin or, with `resume`, to go on with. */
export interface RunRequest extends SourceOptions {
  readonly source: string;
  readonly out: string;
  readonly force: boolean;
  readonly config: TrainConfig;
  readonly initFrom?: string | undefined;
  readonly checkpointMinutes?: number | undefined;
  /** Whether to fail after an epoch whose encoder has collapsed. Default false. */
  readonly stopOnCollapse?: boolean;
  /** Whether the run writes files for TensorBoard. Default true. */
  readonly tensorBoard?: boolean;
  /** Whether `report.html` is made when the training has ended. Default true. */
  readonly report?: boolean;
  /** Go on with the run in `out`, with these changes to its settings. */
  readonly resume?: Partial<TrainConfig>;
}

/** A training that has ended, or that a signal has stopped. */
export type EndedTraining = TrainResult & { readonly stoppedBy?: InterruptedError['signal'] };

/** @throws InterruptedError, which says how to go on, when the training was stopped. */
export function failIfStopped({ out, stoppedBy }: EndedTraining): void {
  if (stoppedBy === undefined) return;
  throw new InterruptedError(`stopped; go on with: jssl train --resume ${out}`, stoppedBy);
}

/** Loads the engine, opens the data and trains, with progress. */
export async function runTraining(
  context: CommandContext,
  request: RunRequest,
): Promise<EndedTraining> {
  const { terminal, argv, job } = context;
  const {
    source,
    out,
    force,
    config,
    initFrom,
    checkpointMinutes,
    stopOnCollapse = false,
    tensorBoard = true,
    report = true,
    resume,
  } = request;
  const { format, cacheLimit } = request;
  // Before the images are decoded, which can take longer than anybody waits for a refusal.
  await onEachRank(job, () => {
    if (!resume && (job?.rank ?? 0) === 0) checkRunFolder(out, { force });
  });
  const engine = await loadEngine();
  const { note } = choosePrecision(config.precision, engine);
  const data = await openOnRanks(context, source, {
    imageSize: config.imageSize,
    format,
    cacheLimit,
  });
  terminal.note(
    `${data.name}: ${data.train.length} training images ${data.height}x${data.width}x${data.channels}` +
      (data.test ? `, ${data.test.length} test images (${data.testOrigin ?? 'test'})` : '') +
      (data.classes ? `, ${data.classes.length} classes` : ', no classes: no kNN'),
  );
  if (note !== undefined) terminal.note(note);
  const screen = noteScreen(terminal);
  // Where a person looks on.
  if (screen.columns < Infinity) terminal.note(`to follow it in a browser: jssl watch ${out}`);
  const show = createProgress(terminal);
  const progressFile = createProgressFile(out);
  const options = {
    ...(checkpointMinutes === undefined ? {} : { checkpointMinutes }),
    stopOnCollapse,
    tensorBoard,
    ...(job && { job }),
    onStep: (progress: StepProgress) => {
      show(
        (progress.epoch - 1 + progress.step / progress.steps) / progress.epochs,
        ...describeStep(progress),
      );
      progressFile.write(progress);
    },
    onEpoch: (metrics: EpochMetrics) => {
      describeEpoch(metrics, config, runLosses(out), screen).forEach(terminal.note);
    },
    onNote: (sentence: string) => {
      terminal.note(screen.paint('yellow', `warning: ${sentence}`));
    },
  };
  const about = {
    source,
    format,
    command: ['jssl', ...argv].join(' '),
    engine,
    versions: versions(),
  };
  const result = await interruptible(
    terminal,
    'stopping after this step',
    async (signal): Promise<EndedTraining> => {
      const ended = resume
        ? await resumeTraining(data, { ...options, out, signal, changes: resume })
        : await train(data, config, {
            ...options,
            out,
            force,
            signal,
            about,
            ...(initFrom === undefined ? {} : { initFrom }),
          });
      if (!ended.stopped) return ended;
      // It may be another rank that was asked to stop.
      const reason = signal.reason as InterruptedError | undefined;
      return { ...ended, stoppedBy: reason?.signal ?? 'SIGTERM' };
    },
  ).finally(() => {
    progressFile.remove();
  });
  terminal.status?.(undefined);
  // What is left to do takes no other rank; but none ends with a failure before rank 0 has told of the stop.
  if (!result.stopped) leaveJob();
  if (job && job.rank > 0) return result;
  if (report && !result.stopped) await reportEndedRun(context, out, data);
  reportSkipped(context, data);
  return result;
}
