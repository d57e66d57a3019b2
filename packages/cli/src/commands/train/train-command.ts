import { dirname, resolve } from 'node:path';

import { inGroup } from '@jssl/settings';
import { minutesSetting, resume, train, type Training } from '@jssl/workflows';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { repeatedCommand } from '../../arguments/repeated-command.js';
import {
  addSourceOptions,
  sourceHelp,
  type SourceOptions,
} from '../../arguments/source-options.js';
import { addSettingFlags } from '../../arguments/setting-flags.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { inJob } from '../../process/in-job.js';
import { peakMemoryBytes } from '../../process/peak-memory.js';
import { printResult } from './print-result.js';
import { failIfStopped, noteReport, showTraining } from './show-training.js';
import { addTrainOptions, COMMON, trainOptions } from './train-options.js';

interface TrainCommandOptions extends SourceOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: string;
  readonly initFrom?: string;
  readonly minutes?: number;
  readonly checkpointMinutes: number;
  readonly hangSeconds: number;
  readonly stopOnCollapse?: boolean;
  readonly tensorboard: boolean;
  readonly report: boolean;
  readonly json?: boolean;
}

/** `jssl train`: learns an encoder from images without labels. */
export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 if it exists)`)
    .optionsGroup(COMMON)
    .option('--out <folder>', 'run folder to create (default: runs/METHOD-ARCH-DATA-TIME)')
    .option(
      '--resume <run>',
      'resume the run in this folder, with its settings (default: a new run)',
    );
  addSettingFlags(command, inGroup('Common', { minutes: minutesSetting }));
  addTrainOptions(command)
    .optionsGroup('Run:')
    .option('--force', 'replace an existing run in --out')
    .option(
      '--init-from <run>',
      "start from the weights of a run folder or file, such as torchvision's or timm's ResNets as safetensors or ONNX (default: random weights)",
    )
    .option('--checkpoint-minutes <minutes>', 'longest time between checkpoints', number, 15)
    .option(
      '--hang-seconds <seconds>',
      'with several ranks: end the job if one makes no progress for this long; set it above the time of a step',
      number,
      45,
    )
    .option('--stop-on-collapse', 'end with an error if the encoder has collapsed after an epoch')
    .option('--no-tensorboard', "don't write TensorBoard files")
    .option('--no-report', "don't make report.html at the end")
    .option('--json', 'print the result as JSON')
    .optionsGroup('');
  addSourceOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl train photos
  jssl train photos --minutes 60
  jssl train photos --image-size 64 --epochs 100
  jssl train fashion-mnist --arch resnet18 --width 16 --preset small-data --epochs 20
  jssl train photos --method simclr --optimizer lars --lr 0.3 --schedule cosine --warmup-epochs 10
  jssl train --resume runs/photos --epochs 200   # resume a stopped run, or extend it
  mpirun -n 4 jssl train photos --batch-size 256 --sync-bn   # each rank takes 64 images of a batch
  jssl train tiny-imagenet-200 --feature_dim 128 --m 4096 --temperature 0.5   # flags of the paper's code

Settings that you leave out are derived from the images and the speed of this machine, for a run of
about ten minutes, or of --minutes; it starts by printing the command that trains with the same settings again. With
--epochs there is no time limit, and the estimated time is printed before the first step. docs/defaults.md explains the rules. With --preset,
and for Tiny-ImageNet-200, the defaults shown here apply: the paper's.

If the images are in class folders, kNN accuracy is measured after each epoch; training never uses labels.
Each epoch prints its loss, the loss of an encoder that has learned nothing, and a line of health metrics
that need no labels: mean similarities of positive pairs and negatives (J 0.83:0.21), spread of the
features (1 healthy, 0 collapsed) and their effective rank.

Under mpirun or srun, the ranks train one encoder together, on one machine or on several with a shared
file system: gradients are averaged, keys and negatives are shared, and only rank 0 writes. With --sync-bn,
results don't depend on the number of ranks; see docs/distributed.md.

The run folder holds config.json, metrics.csv, metrics.jsonl, tensorboard/, last.safetensors,
best.safetensors, checkpoint/ and report.html. A run resumed with --resume gives the same results as one
that was never stopped. jssl report makes report.html again.`,
    )
    .action(async (data: string | undefined, options: TrainCommandOptions) => {
      if (!(options.hangSeconds > 0)) {
        throw new UsageError(`--hang-seconds must be a number above 0, got ${options.hangSeconds}`);
      }
      const work = options.resume === undefined ? newRun : resumedRun;
      const start = work(command, data, options);
      const out = options.resume ?? options.out ?? 'runs/run';
      const result = await inJob(
        context,
        (joined) =>
          showTraining(
            joined,
            (shown) => start({ ...shown, ...runFlags(options) }),
            (config) => repeatedCommand(command, config),
          ),
        { folder: dirname(resolve(out)), hangSeconds: options.hangSeconds },
      );
      noteReport(context, result);
      printResult(context, result, {
        json: options.json === true,
        peakMemoryBytes: peakMemoryBytes(),
      });
      failIfStopped(result);
    });
}

type Start = (options: Parameters<typeof train>[2]) => Promise<Training>;

function newRun(command: Command, data: string | undefined, options: TrainCommandOptions): Start {
  const { settings, preset } = trainOptions(command);
  const { minutes, out, force, initFrom } = options;
  return (running) => train(data, settings, { ...running, preset, minutes, out, force, initFrom });
}

/** @throws UsageError for what cannot be changed in a run. */
function resumedRun(
  command: Command,
  data: string | undefined,
  { resume: run = '', out, force, initFrom }: TrainCommandOptions,
): Start {
  const fresh = ['preset', 'config', 'minutes'];
  if (fresh.some((name) => command.getOptionValueSource(name) === 'cli')) {
    throw new UsageError(
      '--resume keeps the settings of the run: leave --preset, --config and --minutes out',
    );
  }
  if (out !== undefined || force === true || initFrom !== undefined) {
    throw new UsageError(
      '--resume continues in the folder of the run: leave --out, --force and --init-from out',
    );
  }
  const { settings } = trainOptions(command);
  return (running) => resume(run, settings, { ...running, data });
}

function runFlags(options: TrainCommandOptions) {
  const { checkpointMinutes, stopOnCollapse = false, report } = options;
  const { format, cacheLimit, labels } = options;
  const tensorBoard = options.tensorboard;
  return { checkpointMinutes, stopOnCollapse, tensorBoard, report, format, cacheLimit, labels };
}
