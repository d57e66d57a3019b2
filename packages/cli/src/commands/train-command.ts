import { basename } from 'node:path';

import { choosePrecision, loadEngine } from '@jssl/engine';
import {
  checkTrainConfig,
  train,
  type EpochMetrics,
  type StepProgress,
  type TrainConfig,
  type TrainResult,
} from '@jssl/trainer';
import type { Command } from 'commander';

import { InterruptedError } from '../exit-codes.js';
import { interruptible } from '../interruptible.js';
import { createProgress, duration } from '../progress.js';
import { versions } from '../versions.js';
import type { CommandContext } from './command-context.js';
import { openSource, reportSkipped, resolveSource, sourceHelp } from './open-source.js';
import { addTrainOptions, trainConfigFrom } from './train-options.js';

interface RunRequest {
  readonly source: string;
  readonly out: string;
  readonly force: boolean;
  readonly config: TrainConfig;
}

/** `jssl train`: learns an encoder from images without labels. */
export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`);
  addTrainOptions(command)
    .option('--out <folder>', 'run folder to make (default: runs/METHOD-ARCH-DATA-TIME)')
    .option('--force', 'replace the run that is in --out')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl train photos --arch resnet18 --epochs 100 --batch-size 128
  jssl train fashion-mnist --arch resnet18 --width 16 --temperature 0.07 --m 1024 --momentum 0.99
  jssl train tiny-imagenet-200 --feature_dim 128 --m 4096 --temperature 0.5   (the original's flags)

Where the images lie in class folders, a kNN accuracy is measured on them after each epoch; labels
are never used for learning. The run folder holds config.json, metrics.csv, metrics.jsonl,
last.safetensors and best.safetensors.`,
    )
    .action(async (data: string | undefined, options: Record<string, unknown>) => {
      const config = trainConfigFrom(options);
      checkTrainConfig(config);
      const source = resolveSource(data);
      const out = typeof options['out'] === 'string' ? options['out'] : defaultOut(config, source);
      const request = { source, out, force: options['force'] === true, config };
      const result = await runTraining(context, request);
      printResult(context, result, options['json'] === true);
      if (result.stopped) throw new InterruptedError(`stopped; the weights so far are in ${out}`);
    });
}

/** Loads the engine, opens the data and trains, with progress. */
export async function runTraining(
  context: CommandContext,
  { source, out, force, config }: RunRequest,
): Promise<TrainResult> {
  const { terminal, argv } = context;
  const engine = await loadEngine();
  const { note } = choosePrecision(config.precision, engine);
  const data = await openSource(context, source, config.imageSize);
  terminal.note(
    `${data.name}: ${data.train.length} training images ${data.height}x${data.width}x${data.channels}` +
      (data.test ? `, ${data.test.length} test images (${data.testOrigin ?? 'test'})` : '') +
      (data.classes ? `, ${data.classes.length} classes` : ', no classes: no kNN'),
  );
  if (note !== undefined) terminal.note(note);
  const show = createProgress(terminal);
  const result = await interruptible(terminal, 'stopping after this step', (signal) =>
    train(data, config, {
      out,
      force,
      signal,
      about: { source, command: ['jssl', ...argv].join(' '), engine, versions: versions() },
      onStep: (progress) => {
        show(
          (progress.epoch - 1 + progress.step / progress.steps) / progress.epochs,
          describeStep(progress),
        );
      },
      onEpoch: (metrics) => {
        terminal.note(describeEpoch(metrics, config));
      },
    }),
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
  if (json) {
    terminal.out(JSON.stringify(result));
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
  terminal.out(result.out);
}

function defaultOut(config: TrainConfig, source: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `runs/${config.method}-${config.arch}-${basename(source)}-${time}`;
}
