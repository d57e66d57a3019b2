import {
  augmentedLinearSettings,
  evaluateAugmentedLinear,
  evaluateLinear,
  flatPixels,
  rawEncoderFeatures,
  weightDecays,
  type AugmentedLinearSettings,
} from '@jssl/features';
import { completeSettings, defaultsOf } from '@jssl/settings';
import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { createProgress } from '../../terminal/progress.js';
import { sourceHelp } from '../shared/open-source.js';
import { printClassTables, type ClassifiedRow } from './class-tables.js';
import { epochRows, type EpochsMeasured } from './epoch-rows.js';
import {
  chanceRow,
  describeEvaluation,
  measureWithBaselines,
  openEvaluatedRun,
  randomEncoder,
  type ChosenWeights,
  type EvaluatedRun,
} from './evaluated-run.js';
import {
  addEvaluationOptions,
  addWeightsOption,
  type EvaluationOptions,
} from './evaluation-options.js';
import { evaluationTable, rowName } from './evaluation-table.js';

interface LinearOptions extends EvaluationOptions {
  readonly modelPath?: string;
  readonly weights: ChosenWeights;
  readonly fast?: boolean;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly weightDecay?: number;
  readonly validation: boolean;
  readonly baselines: boolean;
  readonly seed: number;
}

/** `jssl linear`: accuracy of a linear classifier on the frozen encoder. */
export function addLinearCommand(program: Command, context: CommandContext): void {
  const defaults = defaultsOf(augmentedLinearSettings);
  const command = program
    .command('linear')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .requiredOption('--model-path <path>', 'run folder or weights file')
    .addOption(
      new Option(
        '--fast',
        'features computed once, without augmentation, and the classifier trained to convergence',
      ).conflicts(['epochs', 'batchSize', 'lr', 'validation', 'baselines']),
    )
    .option('--epochs <count>', 'passes over the training images', number, defaults.epochs)
    .option('--batch-size <N>', 'images in a batch', number, defaults.batchSize)
    .option('--lr <rate>', "Adam's learning rate", number, defaults.lr)
    .option(
      '--weight-decay <rate>',
      `L2 weight decay (default: ${defaults.weightDecay}; with --fast the best of ${weightDecays.join(', ')} on validation images)`,
      number,
    )
    .option('--no-validation', 'train on all training images, and pick no best epoch')
    .option('--no-baselines', 'leave out raw pixels and random weights');
  addWeightsOption(command, ['both', 'best', 'last'], 'both');
  addEvaluationOptions(command)
    .option('--seed <number>', 'seed of the classifier and its views', number, defaults.seed)
    .addHelpText(
      'after',
      `
Examples:
  jssl linear --model-path runs/demo --fast
  jssl linear --model-path runs/demo --epochs 100 --batch-size 256   (the original's protocol)

Without --fast the classifier is trained as the original's: by Adam on augmented images, encoded anew
in every epoch, with the encoder in evaluation mode. The last epoch is told, and the best on validation
images: the data set's own, or a tenth of the training images, which the original trains on as well
(--no-validation does). With --fast it is trained by L-BFGS on the encoder's unit-length features
until no component of the gradient exceeds 1e-4. The intervals are 95 % bootstrap intervals.`,
    )
    .action(async (data: string | undefined, options: LinearOptions) => {
      const settings = linearSettings(options);
      const path = options.modelPath ?? '';
      const { weights, limit } = options;
      const run = await openEvaluatedRun(context, { path, data, weights, limit });
      const { rows, classified } = options.fast
        ? await measureFast(context, run, options)
        : await measureAugmented(context, run, settings, options.baselines);
      const { out } = context.terminal;
      const chance = chanceRow(run);
      if (options.json) {
        const { fast = false, weightDecay, seed } = options;
        const asked = fast ? { fast, weights, weightDecay, seed } : { fast, weights, ...settings };
        const about = describeEvaluation(path, run);
        out(JSON.stringify({ ...about, settings: asked, rows: [...rows, chance] }));
        return;
      }
      const title = options.fast ? 'linear, fast' : 'linear';
      evaluationTable(title, [...classified, chance]).forEach(out);
      printClassTables(context, run, classified, options);
    });
}

/** @throws InputError for settings that cannot work. */
function linearSettings(options: LinearOptions): AugmentedLinearSettings {
  const { epochs, batchSize, lr, weightDecay, seed, validation } = options;
  return completeSettings(augmentedLinearSettings, {
    ...{ epochs, batchSize, lr, seed, validation },
    ...(weightDecay !== undefined && { weightDecay }),
  });
}

interface MeasuredRows {
  /** As they are written as JSON. */
  readonly rows: readonly object[];
  /** As they are printed. */
  readonly classified: readonly ClassifiedRow[];
}

async function measureFast(
  context: CommandContext,
  run: EvaluatedRun,
  { weightDecay, seed }: LinearOptions,
): Promise<MeasuredRows> {
  const rows = await measureWithBaselines(context, run, (features) =>
    evaluateLinear(features, { weightDecay, seed }),
  );
  for (const row of rows.filter(({ converged }) => !converged)) {
    context.terminal.note(
      `${rowName(row)}: ${row.iterations} iterations did not bring the gradient below 1e-4; a higher --weight-decay helps`,
    );
  }
  return { rows, classified: rows };
}

/** The trained encoders and, on the same views, their baselines, by the original's protocol. */
async function measureAugmented(
  { terminal }: CommandContext,
  run: EvaluatedRun,
  settings: AugmentedLinearSettings,
  baselines: boolean,
): Promise<MeasuredRows> {
  const { encoders, data, train, views } = run;
  const random = baselines ? randomEncoder(run) : undefined;
  const subjects = [
    ...encoders.map(({ encoder, ...named }) => ({ named, extract: rawEncoderFeatures(encoder) })),
    ...(random
      ? [
          { named: { name: 'raw pixels' }, extract: flatPixels },
          { named: { name: 'random weights' }, extract: rawEncoderFeatures(random) },
        ]
      : []),
  ];
  const show = createProgress(terminal);
  const first = rowName(subjects[0]?.named ?? { name: '' });
  try {
    const reports = await evaluateAugmentedLinear(
      Object.fromEntries(subjects.map(({ named, extract }) => [rowName(named), extract])),
      data,
      {
        ...{ train, views, settings },
        onEpoch: (name, { epoch, loss, validationTop1 }) => {
          if (name !== first) return;
          const { epochs } = settings;
          const validation =
            validationTop1 === undefined
              ? ''
              : `  validation ${(validationTop1 * 100).toFixed(2)} %`;
          show(epoch / epochs, `epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}${validation}`);
        },
      },
    );
    const rows = subjects.map(({ named }): EpochsMeasured => {
      const report = reports[rowName(named)];
      if (!report) throw new Error(`evaluateAugmentedLinear gave nothing of ${rowName(named)}`);
      return { ...named, ...report };
    });
    return { rows, classified: rows.flatMap(epochRows) };
  } finally {
    if (random) random.dispose();
    terminal.status?.(undefined);
  }
}
