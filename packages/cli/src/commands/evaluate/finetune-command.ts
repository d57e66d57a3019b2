import { precisionChoices, type PrecisionChoice } from '@jssl/engine';
import { defaultFinetuneSettings } from '@jssl/features';
import { epochRows, measureFinetuned, type RunWeights } from '@jssl/workflows';
import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { sourceHelp } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { createProgress } from '../../terminal/progress.js';
import { percent } from '../../terminal/table.js';
import { printClassTables } from './class-tables.js';
import { addEvaluationOptions, runAndData, type EvaluationOptions } from './evaluation-options.js';
import { evaluationTable } from './evaluation-table.js';

interface FinetuneOptions extends EvaluationOptions {
  readonly modelPath?: string;
  readonly weights: RunWeights;
  readonly fraction: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly weightDecay: number;
  readonly precision: PrecisionChoice;
  readonly validation: boolean;
  readonly baselines: boolean;
  readonly seed: number;
  readonly out?: string;
}

/** `jssl finetune`: accuracy of a classifier and the encoder below it, trained together. */
export function addFinetuneCommand(program: Command, context: CommandContext): void {
  const defaults = defaultFinetuneSettings;
  const command = program
    .command('finetune')
    .argument('[run]', 'run folder or weights file')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .option('--model-path <path>', "the run, in the original's spelling (default: RUN)")
    .option('--fraction <share>', 'share of the labels of each class to use', number, 1)
    .option('--epochs <count>', 'passes over the training images', number, defaults.epochs)
    .option('--batch-size <N>', 'images in a batch', number, defaults.batchSize)
    .option('--lr <rate>', "Adam's learning rate", number, defaults.lr)
    .option('--weight-decay <rate>', 'L2 weight decay', number, defaults.weightDecay)
    .addOption(
      new Option('--precision <type>', 'of the convolutions')
        .choices(precisionChoices)
        .default(defaults.precision),
    )
    .option('--no-validation', 'train on all training images, and report no best epoch')
    .option('--no-baselines', 'skip raw pixels and random weights')
    .option(
      '--out <file>',
      'where to write the fine-tuned encoder, a weights file (default: nowhere)',
    )
    .addOption(weightsOption());
  addEvaluationOptions(command)
    .option('--seed <number>', 'seed of the classifier and its views', number, defaults.seed)
    .addHelpText(
      'after',
      `
Examples:
  jssl finetune runs/demo --epochs 10
  jssl finetune runs/demo --fraction 0.1 --out fine.safetensors

The encoder and a linear layer on it are trained together on augmented images, with labels. The result is
compared with the same network trained from random weights on the same images for as long, and with a
linear classifier on raw pixels (jssl linear --fast). The run is not changed. The last epoch is reported,
and the best on validation images: the data set's own, or a tenth of the training images.`,
    )
    .action(async (typed: string | undefined, given: string | undefined, options: FinetuneOptions) => {
      const { run, data } = runAndData(typed, given, options.modelPath);
      const { terminal } = context;
      const result = await working(
        context,
        (shown) =>
          measureFinetuned(run, { ...options, ...shown, data, ...progressOf(context, options) }),
        { untilData: true },
      );
      if (options.json) {
        terminal.out(JSON.stringify(result));
        return;
      }
      const printed = result.rows.flatMap((row) => ('last' in row ? epochRows(row) : [row]));
      const { classes, trainImages } = result.data;
      evaluationTable(`fine-tuned, ${trainImages} images`, printed).forEach(terminal.out);
      const classified = printed.filter((row) => 'perClass' in row);
      printClassTables(context, { classes, rows: classified }, options);
      if (options.out !== undefined) terminal.out(options.out);
    });
}

/** Shows the steps, and prints the epochs. */
function progressOf({ terminal }: CommandContext, { epochs }: FinetuneOptions) {
  const show = createProgress(terminal);
  return {
    onStep: (
      name: string,
      { epoch, step, steps, loss }: { epoch: number; step: number; steps: number; loss: number },
    ) => {
      const parts = [`epoch ${epoch}/${epochs}`, `step ${step}/${steps}`, `loss ${loss.toFixed(4)}`];
      show((epoch - 1 + step / steps) / epochs, name, ...parts);
    },
    onEpoch: (
      name: string,
      { epoch, loss, validationTop1 }: { epoch: number; loss: number; validationTop1?: number | undefined },
    ) => {
      const validation =
        validationTop1 === undefined ? '' : `  validation ${percent(validationTop1)}`;
      terminal.note(`${name}  epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}${validation}`);
    },
  };
}
