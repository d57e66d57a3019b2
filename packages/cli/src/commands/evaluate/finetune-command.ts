import {
  finetuneSettings,
  labelSettings,
  type ClassifierEpoch,
  type FinetuneStep,
} from '@jssl/features';
import { formatLoss, trainSettings } from '@jssl/trainer';
import { measureFinetuned, type RunWeights } from '@jssl/workflows';
import type { Command } from 'commander';

import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { withoutTraining, working } from '../../process/working.js';
import { announceFile } from '../../terminal/announce-file.js';
import { createProgress } from '../../terminal/progress.js';
import { percent } from '../../terminal/table.js';
import { createTimeLeft } from '../../terminal/time-left.js';
import { printVerdict } from '../../terminal/print-verdict.js';
import { printClassTables } from './class-tables.js';
import { addEvaluationOptions, runAndData, type EvaluationOptions } from './evaluation-options.js';
import { balanceNotes, evaluationTable, printedRows } from './evaluation-table.js';

interface FinetuneOptions extends EvaluationOptions {
  readonly modelPath?: string;
  readonly weights: RunWeights;
  readonly baselines: boolean;
  readonly out?: string;
}

const settings = {
  ...labelSettings,
  ...finetuneSettings,
  // Also allows `auto`, which depends on the processor.
  precision: { ...trainSettings.precision, group: finetuneSettings.epochs.group ?? '' },
};

/** `jssl finetune`: trains an encoder together with a linear classifier, and measures their accuracy. */
export function addFinetuneCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('finetune')
    .argument('[run]', runHelp)
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .option('--model-path <path>', "the run; flag name of the paper's code (default: RUN)")
    .option('--no-baselines', 'skip raw pixels and random weights')
    .option('--out <file>', 'weights file to write the fine-tuned encoder to (default: none)')
    .addOption(weightsOption());
  addEvaluationOptions(addSettingFlags(command, settings))
    .addHelpText(
      'after',
      `
Examples:
  jssl finetune runs/demo --epochs 10
  jssl finetune runs/demo --fraction 0.1 --out fine.safetensors

The encoder and a linear layer on top of it are trained together on augmented images, with labels. The
result is compared with the same network trained from random weights, with the same images and number of
epochs, and with a linear classifier on raw pixels (jssl linear --fast). The run is not changed. Results are
those of the last epoch and of the best one, which is picked on validation images (the data set's own, or a
tenth of the training images): the latest epoch whose accuracy is not clearly below the highest.`,
    )
    .action(
      async (typed: string | undefined, given: string | undefined, options: FinetuneOptions) => {
        const { run, data } = runAndData(typed, given, options.modelPath);
        const { terminal } = context;
        const typedOptions = typedSettings(command, settings);
        const result = await working(
          context,
          (shown) =>
            measureFinetuned(run, {
              ...options,
              ...typedOptions,
              ...withoutTraining(shown),
              ...progressOf(context, typedOptions.epochs ?? settings.epochs.initial),
              data,
            }),
          { untilData: true },
        );
        if (options.json) {
          terminal.out(JSON.stringify(result));
          return;
        }
        const printed = printedRows(result.rows);
        const { classes, trainImages } = result.data;
        const title = `fine-tuned, ${trainImages} images`;
        evaluationTable(title, printed, result.data).forEach(terminal.out);
        balanceNotes(result.data).forEach(terminal.note);
        printVerdict(terminal, result.verdict);
        const classified = printed.filter((row) => 'perClass' in row);
        printClassTables(context, { classes, rows: classified }, options);
        if (options.out !== undefined) announceFile(terminal, options.out);
      },
    );
}

/** Shows the steps, and prints the epochs. */
function progressOf({ terminal }: CommandContext, epochs: number) {
  const show = createProgress(terminal);
  let [training, left] = ['', createTimeLeft()];
  return {
    onStep: (name: string, { epoch, step, steps, loss }: FinetuneStep) => {
      if (name !== training) [training, left] = [name, createTimeLeft()];
      const share = (epoch - 1 + step / steps) / epochs;
      const parts = [`epoch ${epoch}/${epochs}`, ...left(share), `step ${step}/${steps}`];
      show(share, name, ...parts, `loss ${formatLoss(loss)}`);
    },
    onEpoch: (name: string, { epoch, loss, validationTop1 }: ClassifierEpoch) => {
      const validation =
        validationTop1 === undefined ? '' : `  validation ${percent(validationTop1)}`;
      terminal.note(`${name}  epoch ${epoch}/${epochs}  loss ${formatLoss(loss)}${validation}`);
    },
  };
}
