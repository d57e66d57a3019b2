import { augmentedLinearSettings, linearSettings } from '@jssl/features';
import { formatLoss } from '@jssl/trainer';
import { measureLinear, rowName, type MeasuredWeights } from '@jssl/workflows';
import { Option, type Command } from 'commander';

import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { withoutTraining, working } from '../../process/working.js';
import { createProgress } from '../../terminal/progress.js';
import { percent } from '../../terminal/table.js';
import { createTimeLeft } from '../../terminal/time-left.js';
import { printVerdict } from '../../terminal/print-verdict.js';
import { printClassTables } from './class-tables.js';
import { addEvaluationOptions, runAndData, type EvaluationOptions } from './evaluation-options.js';
import { balanceNotes, evaluationTable, printedRows } from './evaluation-table.js';

interface LinearOptions extends EvaluationOptions {
  readonly modelPath?: string;
  readonly weights: MeasuredWeights;
  readonly fast?: boolean;
  readonly baselines: boolean;
}

const { weightDecay } = augmentedLinearSettings;
const settings = {
  ...augmentedLinearSettings,
  weightDecay: {
    ...weightDecay,
    defaultText: `${weightDecay.initial}; with --fast ${linearSettings.weightDecay.defaultText ?? ''}`,
  },
};

/** `jssl linear`: accuracy of a linear classifier on the frozen encoder. */
export function addLinearCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('linear')
    .argument('[run]', runHelp)
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .option('--model-path <path>', "the run; flag name of the paper's code (default: RUN)")
    .addOption(
      new Option(
        '--fast',
        'compute features once, without augmentation, and train the classifier to convergence',
      ).conflicts(['epochs', 'batchSize', 'lr', 'validation']),
    )
    .option('--no-baselines', 'skip raw pixels and random weights')
    .addOption(weightsOption(['both', 'best', 'last'], 'both'));
  addEvaluationOptions(addSettingFlags(command, settings))
    .addHelpText(
      'after',
      `
Examples:
  jssl linear runs/demo --fast
  jssl linear runs/demo --epochs 100 --batch-size 256   # the protocol of the paper's code
  jssl linear --model_path runs/demo   # the flag of the paper's code

Without --fast, the classifier is trained as in the paper's code: with Adam on augmented images, which are
encoded again in every epoch, but with the encoder in evaluation mode. Results are those of the last epoch
and of the best one, which is picked on validation images (the data set's own, or a tenth of the training
images): the latest epoch whose accuracy is not clearly below the highest. The paper's code trains on the
validation images too, and so does --no-validation.

With --fast, features are computed once, and the classifier is trained with L-BFGS until no component of the
gradient exceeds 1e-4. Intervals are 95 % bootstrap intervals, or exact ones if all test images are right or
all wrong.`,
    )
    .action(
      async (typed: string | undefined, given: string | undefined, options: LinearOptions) => {
        const { run, data } = runAndData(typed, given, options.modelPath);
        const { fast = false } = options;
        const typedOptions = typedSettings(command, settings);
        const { epochs = settings.epochs.initial } = typedOptions;
        const show = createProgress(context.terminal);
        const left = createTimeLeft();
        let last: readonly string[] = [];
        const { rows, ...result } = await working(
          context,
          (shown) =>
            measureLinear(run, {
              ...options,
              ...typedOptions,
              ...withoutTraining(shown),
              data,
              onEpoch: ({ loss, validationTop1: top1 }) => {
                const validation = top1 === undefined ? [] : [`validation ${percent(top1)}`];
                last = [`loss ${formatLoss(loss)}`, ...validation];
              },
              onStep: ({ epoch, step, steps }) => {
                const share = (epoch - 1 + step / steps) / epochs;
                const parts = [`epoch ${epoch}/${epochs}`, ...left(share), `step ${step}/${steps}`];
                show(share, ...parts, ...last);
              },
            }),
          { untilData: true },
        );
        const { out, note } = context.terminal;
        for (const row of rows) {
          if (!('converged' in row) || row.converged) continue;
          note(
            `${rowName(row)}: after ${row.iterations} iterations the gradient is still above 1e-4; raise --weight-decay`,
          );
        }
        if (options.json) {
          out(JSON.stringify({ ...result, rows }));
          return;
        }
        const printed = printedRows(rows);
        evaluationTable(fast ? 'linear, fast' : 'linear', printed, result.data).forEach(out);
        balanceNotes(result.data).forEach(note);
        printVerdict(context.terminal, result.verdict);
        const classified = printed.filter((row) => 'perClass' in row);
        printClassTables(context, { classes: result.data.classes, rows: classified }, options);
      },
    );
}
