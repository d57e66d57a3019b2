import { basename } from 'node:path';

import { choosePrecision, loadEngine } from '@jssl/engine';
import {
  checkRunFolder,
  checkTrainConfig,
  readRunConfig,
  resumeTraining,
  train,
  type EpochMetrics,
  type StepProgress,
  type TrainConfig,
  type TrainResult,
} from '@jssl/trainer';
import type { Command } from 'commander';

import { InterruptedError } from '../exit-codes.js';
import { interruptible } from '../interruptible.js';
import { number } from '../option-values.js';
import { memorySize, peakMemoryBytes } from '../peak-memory.js';
import { createProgress, duration } from '../progress.js';
import { UsageError } from '../usage-error.js';
import { versions } from '../versions.js';
import type { CommandContext } from './command-context.js';
import {
  addSourceOptions,
  openSource,
  recordedFormat,
  reportSkipped,
  resolveSource,
  sourceHelp,
  type SourceOptions,
} from './open-source.js';
import { addTrainOptions, trainConfigFrom, typedSettings } from './train-options.js';

interface RunRequest extends SourceOptions {
  readonly source: string;
  readonly out: string;
  readonly force: boolean;
  readonly config: TrainConfig;
  readonly initFrom?: string | undefined;
  readonly checkpointMinutes?: number | undefined;
  /** Go on with the run in `out`, with these changes to its settings. */
  readonly resume?: Partial<TrainConfig>;
}

/** `jssl train`: learns an encoder from images without labels. */
export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`);
  addSourceOptions(addTrainOptions(command))
    .option('--out <folder>', 'run folder to make (default: runs/METHOD-ARCH-DATA-TIME)')
    .option('--force', 'replace the run that is in --out')
    .option(
      '--resume <run>',
      'go on with the run in this folder, in its settings (default: a new run)',
    )
    .option(
      '--init-from <run>',
      'begin from the weights of a run folder or file (default: random weights)',
    )
    .option('--checkpoint-minutes <minutes>', 'longest time between checkpoints', number, 15)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl train photos --arch resnet18 --epochs 100 --batch-size 128
  jssl train fashion-mnist --arch resnet18 --width 16 --temperature 0.07 --m 1024 --momentum 0.99
  jssl train --resume runs/photos --epochs 200   (a run that was stopped, or to be longer)
  jssl train tiny-imagenet-200 --feature_dim 128 --m 4096 --temperature 0.5   (the original's flags)

Where the images lie in class folders, a kNN accuracy is measured on them after each epoch; labels
are never used for learning. The run folder holds config.json, metrics.csv, metrics.jsonl,
last.safetensors, best.safetensors and checkpoint/, from which --resume goes on to the same numbers
as a run that was never stopped.`,
    )
    .action(async (data: string | undefined, options: Record<string, unknown>) => {
      const request =
        options['resume'] === undefined
          ? newRun(data, options)
          : resumedRun(data, options, typedSettings(command, options));
      const result = await runTraining(context, request);
      printResult(context, result, options['json'] === true);
      failIfStopped(result);
    });
}

/** A training that has ended, or that a signal has stopped. */
type EndedTraining = TrainResult & { readonly stoppedBy?: InterruptedError['signal'] };

/** @throws InterruptedError, which says how to go on, when the training was stopped. */
export function failIfStopped({ out, stoppedBy }: EndedTraining): void {
  if (stoppedBy === undefined) return;
  throw new InterruptedError(`stopped; go on with: jssl train --resume ${out}`, stoppedBy);
}

interface RunFlags extends SourceOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: string;
  readonly initFrom?: string;
  readonly checkpointMinutes: number;
}

function newRun(data: string | undefined, options: Record<string, unknown>): RunRequest {
  const { out, force = false, initFrom, checkpointMinutes, format, cacheLimit } = runFlags(options);
  const config = trainConfigFrom(options);
  checkTrainConfig(config);
  const source = resolveSource(data);
  return {
    source,
    out: out ?? defaultOut(config, source),
    force,
    config,
    initFrom,
    checkpointMinutes,
    format,
    cacheLimit,
  };
}

function resumedRun(
  data: string | undefined,
  options: Record<string, unknown>,
  changes: Partial<TrainConfig>,
): RunRequest {
  const {
    resume = '',
    out,
    force,
    initFrom,
    checkpointMinutes,
    format,
    cacheLimit,
  } = runFlags(options);
  if (out !== undefined || force === true || initFrom !== undefined) {
    throw new UsageError(
      '--resume goes on in the folder of the run: leave --out, --force and --init-from out',
    );
  }
  const recorded = readRunConfig(resume);
  const { config, source } = recorded;
  return {
    source: resolveSource(data, source),
    out: resume,
    force: false,
    config: { ...config, ...changes },
    checkpointMinutes,
    format: format ?? recordedFormat(recorded),
    cacheLimit,
    resume: changes,
  };
}

function runFlags(options: Record<string, unknown>): RunFlags {
  const flags = options as unknown as RunFlags;
  if (!(flags.checkpointMinutes >= 0)) {
    throw new UsageError(
      `--checkpoint-minutes must be a number of at least 0, got ${flags.checkpointMinutes}`,
    );
  }
  return flags;
}

/** Loads the engine, opens the data and trains, with progress. */
export async function runTraining(
  context: CommandContext,
  request: RunRequest,
): Promise<EndedTraining> {
  const { terminal, argv } = context;
  const { source, out, force, config, initFrom, checkpointMinutes, resume } = request;
  const { format, cacheLimit } = request;
  // Before the images are decoded, which can take longer than anybody waits for a refusal.
  if (!resume) checkRunFolder(out, { force });
  const engine = await loadEngine();
  const { note } = choosePrecision(config.precision, engine);
  const data = await openSource(context, source, {
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
  const show = createProgress(terminal);
  const options = {
    ...(checkpointMinutes === undefined ? {} : { checkpointMinutes }),
    onStep: (progress: StepProgress) => {
      show(
        (progress.epoch - 1 + progress.step / progress.steps) / progress.epochs,
        describeStep(progress),
      );
    },
    onEpoch: (metrics: EpochMetrics) => {
      terminal.note(describeEpoch(metrics, config));
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
      return { ...ended, stoppedBy: (signal.reason as InterruptedError).signal };
    },
  );
  terminal.status?.(undefined);
  reportSkipped(context, data);
  return result;
}

function describeStep(progress: StepProgress): string {
  return [
    `epoch ${progress.epoch}/${progress.epochs}`,
    `step ${progress.step}/${progress.steps}`,
    `loss ${progress.loss.toFixed(4)}`,
    `${progress.imagesPerSecond.toFixed(0)} images/s`,
    `${duration(progress.secondsLeft)} left`,
    `data ${(progress.dataWaitShare * 100).toFixed(0)} %`,
  ].join('  ');
}

function describeEpoch(metrics: EpochMetrics, config: TrainConfig): string {
  const accuracy = (name: string, top1: number | undefined) =>
    top1 === undefined ? [] : [`kNN ${name} ${top1.toFixed(2)} %`];
  return [
    `epoch ${String(metrics.epoch).padStart(String(config.epochs).length)}/${config.epochs}`,
    `loss ${metrics.trainLoss.toFixed(4)}`,
    ...accuracy('validation', metrics.validationTop1),
    ...accuracy('test', metrics.testTop1),
    `${metrics.imagesPerSecond.toFixed(0)} images/s`,
    duration(metrics.durationSeconds),
    `data ${(metrics.dataWaitShare * 100).toFixed(0)} %`,
  ].join('  ');
}

function printResult({ terminal }: CommandContext, result: TrainResult, json: boolean): void {
  const peak = peakMemoryBytes();
  if (json) {
    terminal.out(JSON.stringify({ ...result, peakMemoryBytes: peak }));
    return;
  }
  const { last, best } = result;
  const describe = (name: string, metrics: EpochMetrics) => {
    terminal.out(
      `${name} epoch ${metrics.epoch}: loss ${metrics.trainLoss.toFixed(4)}` +
        (metrics.validationTop1 === undefined
          ? ''
          : `, kNN validation ${metrics.validationTop1.toFixed(2)} %`) +
        (metrics.testTop1 === undefined ? '' : `, test ${metrics.testTop1.toFixed(2)} %`),
    );
  };
  if (last) describe('last', last);
  if (best) describe('best', best);
  terminal.out(`peak memory ${memorySize(peak)}`);
  terminal.out(result.out);
}

function defaultOut(config: TrainConfig, source: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `runs/${config.method}-${config.arch}-${basename(source)}-${time}`;
}
