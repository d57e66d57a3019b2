import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { choosePrecision, loadEngine, precisionChoices, type PrecisionChoice } from '@jssl/engine';
import {
  embedForEvaluation,
  evaluateLinear,
  finetune,
  finetuneSettings,
  pixelFeatures,
  limitLabels,
  type FinetuneSettings,
  describeEncoder,
} from '@jssl/features';
import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';
import { completeSettings, defaultsOf } from '@jssl/settings';
import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { createProgress } from '../../terminal/progress.js';
import { sourceHelp } from '../shared/open-source.js';
import { printClassTables } from './class-tables.js';
import { epochRows, type EpochsMeasured } from './epoch-rows.js';
import {
  chanceRow,
  describeEvaluation,
  openEvaluatedRun,
  randomEncoder,
  type EvaluatedRun,
} from './evaluated-run.js';
import {
  addEvaluationOptions,
  addWeightsOption,
  type EvaluationOptions,
} from './evaluation-options.js';
import { evaluationTable, rowName } from './evaluation-table.js';

interface FinetuneOptions extends EvaluationOptions {
  readonly weights: 'best' | 'last';
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
  const defaults = defaultsOf(finetuneSettings);
  const command = program
    .command('finetune')
    .argument('<run>', 'run folder or weights file')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
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
    .option('--no-validation', 'train on all training images, and pick no best epoch')
    .option('--no-baselines', 'leave out raw pixels and random weights')
    .option(
      '--out <file>',
      'where to write the encoder after the last epoch, a weights file (default: nowhere)',
    );
  addWeightsOption(command, ['best', 'last'], 'last');
  addEvaluationOptions(command)
    .option('--seed <number>', 'seed of the classifier and its views', number, defaults.seed)
    .addHelpText(
      'after',
      `
Examples:
  jssl finetune runs/demo --epochs 10
  jssl finetune runs/demo --fraction 0.1 --out fine.safetensors

The encoder and a linear layer on it are trained together on augmented images, with labels. Beside it
stands the same network trained from random weights on the same images for as long, and a linear
classifier on the raw pixels (jssl linear --fast). The run is not changed. The last epoch is told, and
the best on validation images: the data set's own, or a tenth of the training images.`,
    )
    .action(async (path: string, data: string | undefined, options: FinetuneOptions) => {
      const { fraction, weights, limit, out, seed } = options;
      const { epochs, batchSize, lr, weightDecay, validation } = options;
      const chosen = { epochs, batchSize, lr, weightDecay, seed, validation };
      completeSettings(finetuneSettings, chosen);
      limitLabels({ length: 0, name: String, read: () => new Uint8Array() }, fraction, seed);
      if (out !== undefined) checkNewFile(out);
      const opened = await openEvaluatedRun(context, { path, data, weights, limit });
      const run = { ...opened, train: limitLabels(opened.train, fraction, seed) };
      const { precision, note } = choosePrecision(options.precision, await loadEngine());
      if (note !== undefined) context.terminal.note(note);
      const settings = { ...chosen, precision };
      const rows = await measureFinetuned(context, run, settings, options);
      const { terminal } = context;
      const chance = chanceRow(run);
      if (options.json) {
        const about = describeEvaluation(path, run);
        const asked = { ...settings, weights, fraction, out };
        terminal.out(JSON.stringify({ ...about, settings: asked, rows: [...rows, chance] }));
        return;
      }
      const classified = rows.flatMap((row) => ('last' in row ? epochRows(row) : [row]));
      const title = `fine-tuned, ${run.train.length} images`;
      evaluationTable(title, [...classified, chance]).forEach(terminal.out);
      printClassTables(context, run, classified, options);
      if (out !== undefined) terminal.out(out);
    });
}

/** The run's encoder, written where `--out` says, and the baselines with the same images. */
async function measureFinetuned(
  context: CommandContext,
  run: EvaluatedRun,
  settings: FinetuneSettings,
  { baselines, out }: FinetuneOptions,
) {
  const { data, train, views } = run;
  const [{ encoder, ...named }] = run.encoders;
  const trained = await trainClassifier(context, run, encoder, rowName(named), settings);
  if (out !== undefined) writeEncoder(out, trained.encoder, run);
  trained.encoder.dispose();
  const row: EpochsMeasured = { ...named, last: trained.last, best: trained.best };
  if (!baselines) return [row];
  const random = randomEncoder(run);
  const scratch = await trainClassifier(context, run, random, 'random weights', settings);
  random.dispose();
  scratch.encoder.dispose();
  const features = await embedForEvaluation(pixelFeatures, data, { train, views });
  const pixels = await evaluateLinear(features, { seed: settings.seed });
  features.dispose();
  const { last, best } = scratch;
  return [
    row,
    { name: 'from random weights', last, best } satisfies EpochsMeasured,
    { name: 'raw pixels, linear', ...pixels },
  ];
}

async function trainClassifier(
  { terminal }: CommandContext,
  { data, train, views }: EvaluatedRun,
  encoder: Encoder,
  name: string,
  settings: FinetuneSettings,
) {
  const show = createProgress(terminal);
  const { epochs } = settings;
  try {
    return await finetune(encoder, data, {
      ...{ train, views, settings },
      onStep: ({ epoch, step, steps, loss }) => {
        show(
          (epoch - 1 + step / steps) / epochs,
          `${name}  epoch ${epoch}/${epochs}  step ${step}/${steps}  loss ${loss.toFixed(4)}`,
        );
      },
      onEpoch: ({ epoch, loss, validationTop1 }) => {
        const validation =
          validationTop1 === undefined ? '' : `  validation ${(validationTop1 * 100).toFixed(2)} %`;
        terminal.note(`${name}  epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}${validation}`);
      },
    });
  } finally {
    terminal.status?.(undefined);
  }
}

/** @throws UsageError unless a file can be made there. */
function checkNewFile(out: string): void {
  if (existsSync(out)) {
    throw new UsageError(`--out must be a new file, got ${out}, which exists; choose another`);
  }
  const folder = dirname(out);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(
      `--out must be a new file in a folder that is there, got ${out}; make ${folder} or choose another`,
    );
  }
}

function writeEncoder(out: string, encoder: Encoder, { views }: EvaluatedRun): void {
  const temporary = `${out}.tmp`;
  const about = describeEncoder(encoder.config, views);
  writeFileSync(temporary, encodeSafetensors(stateDict(encoder), about), { flush: true });
  renameSync(temporary, out);
}
