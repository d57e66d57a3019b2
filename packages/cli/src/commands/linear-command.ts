import {
  augmentedLinearEvaluation,
  checkLinearSettings,
  defaultLinearSettings,
  fastLinearEvaluation,
  fastLinearSettings,
  type LinearSettings,
} from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { number } from '../option-values.js';
import { createProgress } from '../progress.js';
import type { CommandContext } from './command-context.js';
import {
  chanceRow,
  measureWithBaselines,
  openEvaluatedRun,
  type EvaluatedRun,
} from './evaluated-run.js';
import { evaluationTable, type EvaluationRow } from './evaluation-table.js';
import { sourceHelp } from './open-source.js';

interface LinearOptions {
  readonly modelPath?: string;
  readonly weights: 'best' | 'last';
  readonly fast?: boolean;
  readonly epochs?: number;
  readonly batchSize: number;
  readonly lr?: number;
  readonly weightDecay: number;
  readonly limit?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `jssl linear`: accuracy of a linear classifier on the frozen encoder. */
export function addLinearCommand(program: Command, context: CommandContext): void {
  const defaults = defaultLinearSettings;
  program
    .command('linear')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .requiredOption('--model-path <path>', 'run folder or weights file')
    .addOption(
      new Option('--weights <which>', 'weights of the run')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--fast', 'features computed once, without augmentation; baselines measured too')
    .option(
      '--epochs <count>',
      `passes over the training images (default: ${defaults.epochs}; ${fastLinearSettings.epochs} with --fast)`,
      number,
    )
    .option('--batch-size <N>', 'images in a batch', number, defaults.batchSize)
    .option(
      '--lr <rate>',
      `Adam's learning rate (default: ${defaults.lr}; ${fastLinearSettings.lr} with --fast)`,
      number,
    )
    .option('--weight-decay <rate>', 'L2 weight decay', number, defaults.weightDecay)
    .option('--limit <images>', "training images to use (default: the run's)", number)
    .option('--seed <number>', 'seed of the classifier and its views', number, defaults.seed)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl linear --model-path runs/demo --fast
  jssl linear --model-path runs/demo --epochs 100 --batch-size 256   (the original's protocol)

Without --fast the classifier is trained as the original's: on augmented images, encoded anew in
every epoch, with the encoder in evaluation mode.`,
    )
    .action(async (data: string | undefined, options: LinearOptions) => {
      const settings = linearSettings(options);
      const path = options.modelPath ?? '';
      const { weights, limit } = options;
      const run = await openEvaluatedRun(context, { path, data, weights, limit });
      const measured = options.fast
        ? measureWithBaselines(context, run, (features) => fastLinearEvaluation(features, settings))
        : [await measureAugmented(context, run, settings)];
      const rows = [...measured, chanceRow(run)];
      const { terminal } = context;
      if (options.json) terminal.out(JSON.stringify(rows));
      else evaluationTable('linear, test images', rows).forEach(terminal.out);
    });
}

/** @throws ConfigError for settings that cannot work. */
function linearSettings(options: LinearOptions): LinearSettings {
  const defaults = options.fast ? fastLinearSettings : defaultLinearSettings;
  const settings = {
    epochs: options.epochs ?? defaults.epochs,
    batchSize: options.batchSize,
    lr: options.lr ?? defaults.lr,
    weightDecay: options.weightDecay,
    seed: options.seed,
  };
  checkLinearSettings(settings);
  return settings;
}

/** The trained encoder alone, by the original's protocol. */
async function measureAugmented(
  { terminal }: CommandContext,
  { encoder, data, train, views }: EvaluatedRun,
  settings: LinearSettings,
): Promise<EvaluationRow> {
  const show = createProgress(terminal);
  const last = await augmentedLinearEvaluation(encoder, data, train, views, settings, (epoch) => {
    show(
      epoch.epoch / settings.epochs,
      `epoch ${epoch.epoch}/${settings.epochs}  loss ${epoch.loss.toFixed(4)}  test ${(epoch.test.top1 * 100).toFixed(2)} %`,
    );
  });
  terminal.status?.(undefined);
  return { name: 'trained encoder', ...last.test };
}
