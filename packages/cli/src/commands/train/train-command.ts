import { basename, dirname, resolve } from 'node:path';

import { checkTrainConfig, readRunConfig, resumedConfig, type TrainConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { inJob } from '../../process/in-job.js';
import {
  addSourceOptions,
  recordedFormat,
  resolveSource,
  sourceHelp,
  type SourceOptions,
} from '../shared/open-source.js';
import { printResult } from './print-result.js';
import { failIfStopped, runTraining, type RunRequest } from './run-training.js';
import { addTrainOptions, trainConfigFrom, typedSettings } from './train-options.js';

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
    .option(
      '--hang-seconds <seconds>',
      'on several ranks: end the job when one stands still for so long; above the time of a step',
      number,
      45,
    )
    .option('--stop-on-collapse', 'fail after an epoch whose encoder has collapsed')
    .option('--no-tensorboard', 'write no files for TensorBoard')
    .option('--no-report', 'make no report.html at the end')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl train photos --arch resnet18 --epochs 100 --batch-size 128
  jssl train fashion-mnist --arch resnet18 --width 16 --preset small-data --epochs 20
  jssl train photos --method simclr --optimizer lars --lr 0.3 --schedule cosine --warmup-epochs 10
  jssl train --resume runs/photos --epochs 200   (a run that was stopped, or to be longer)
  mpirun -n 4 jssl train photos --batch-size 256 --sync-bn   (each rank takes 64 images of a batch)
  jssl train tiny-imagenet-200 --feature_dim 128 --m 4096 --temperature 0.5   (the original's flags)

Where the images lie in class folders, a kNN accuracy is measured on them after each epoch; labels
are never used for learning. The line of an epoch shows its loss, and the loss of an encoder that
has learned nothing; the line below it, without labels, the similarities of pairs and of strangers
(J 0.83:0.21), the spread of the features (1 healthy, 0 collapsed) and their effective rank.

Under mpirun or srun the ranks train one encoder together, on one machine or several that see the same
files: gradients are averaged, keys and strangers are of all ranks, rank 0 alone writes. With --sync-bn
any number of ranks comes to the numbers of one process; see docs/distributed.md.

The run folder holds config.json, metrics.csv, metrics.jsonl, tensorboard/, last.safetensors,
best.safetensors and checkpoint/, from which --resume goes on to the same numbers as a run
that was never stopped, and report.html, the page to look at, which jssl report makes anew.`,
    )
    .action(async (data: string | undefined, options: Record<string, unknown>) => {
      const request =
        options['resume'] === undefined
          ? newRun(data, options, trainConfigFrom(command, options))
          : resumedRun(data, options, changesOf(command, options));
      const result = await inJob(context, (joined) => runTraining(joined, request), {
        folder: dirname(resolve(request.out)),
        hangSeconds: hangSeconds(options),
      });
      printResult(context, result, options['json'] === true);
      failIfStopped(result);
    });
}

/** @throws UsageError when a preset is asked for: its settings would be changes of the run. */
function changesOf(command: Command, options: Record<string, unknown>): Partial<TrainConfig> {
  if (command.getOptionValueSource('preset') === 'cli') {
    throw new UsageError('--resume goes on in the settings of the run: leave --preset out');
  }
  return typedSettings(command, options);
}

function hangSeconds({ hangSeconds }: Record<string, unknown>): number {
  if (Number(hangSeconds) > 0) return Number(hangSeconds);
  throw new UsageError(`--hang-seconds must be a number above 0, got ${String(hangSeconds)}`);
}

interface RunFlags extends SourceOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: string;
  readonly initFrom?: string;
  readonly checkpointMinutes: number;
  readonly stopOnCollapse?: boolean;
  readonly tensorboard: boolean;
  readonly report: boolean;
}

function newRun(
  data: string | undefined,
  options: Record<string, unknown>,
  config: TrainConfig,
): RunRequest {
  const flags = runFlags(options);
  const { out, force = false, initFrom, checkpointMinutes, format, cacheLimit } = flags;
  checkTrainConfig(config);
  const source = resolveSource(data);
  return {
    source,
    out: out ?? defaultOut(config, source),
    force,
    config,
    initFrom,
    checkpointMinutes,
    stopOnCollapse: flags.stopOnCollapse === true,
    tensorBoard: flags.tensorboard,
    report: flags.report,
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
    stopOnCollapse,
    tensorboard,
    report,
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
    // Before the images are decoded.
    config: resumedConfig({ ...config }, changes),
    checkpointMinutes,
    stopOnCollapse: stopOnCollapse === true,
    tensorBoard: tensorboard,
    report,
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

function defaultOut(config: TrainConfig, source: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `runs/${config.method}-${config.arch}-${basename(source)}-${time}`;
}
