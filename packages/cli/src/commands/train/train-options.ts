import { precisionChoices } from '@jssl/engine';
import {
  architectures,
  defaultTrainConfig,
  methodNames,
  presets,
  type PresetName,
  type TrainConfig,
} from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { number, numbers } from '../../arguments/option-values.js';
import { checkTermFlags } from './check-term-flags.js';
import { learningFlags } from './learning-flags.js';
import { viewFlags } from './view-flags.js';

const settings: readonly (readonly [
  key: keyof TrainConfig,
  flags: string,
  description: string,
  parse?: (text: string) => unknown,
])[] = [
  ['method', '--method <name>', `one of: ${methodNames.join(', ')}`],
  ['arch', '--arch <name>', `one of: ${architectures.join(', ')}`],
  ['width', '--width <channels>', 'base channels of the ResNet', number],
  ['stem', '--stem <name>', 'small (3x3, for small images) or imagenet (7x7 with max-pool)'],
  ['featureDim', '--feature-dim <D>', 'size of the embeddings that are compared', number],
  ['m', '--m <M>', 'negatives in each queue', number],
  ['temperature', '--temperature <T>', 'temperature of the loss', number],
  [
    'weights',
    '--weights <J,p,n>',
    'weights of the terms of the loss (Jaccard methods)',
    numbers(3),
  ],
  ['momentum', '--momentum <m>', 'momentum of the key encoder', number],
  ['bnSplits', '--bn-splits <S>', 'batch-norm groups within a batch', number],
  ['syncBn', '--sync-bn', 'on several ranks: batch norm over the batch of all, not of each'],
  ['batchSize', '--batch-size <N>', 'images in a batch, of all ranks together', number],
  ['epochs', '--epochs <count>', 'passes over the training images', number],
  ['lr', '--lr <rate>', 'learning rate, the highest of a schedule', number],
  [
    'weightDecay',
    '--weight-decay <rate>',
    'L2 weight decay, added to the gradient (adamw: decoupled)',
    number,
  ],
  ...learningFlags,
  ['k', '--k <k>', 'neighbors that vote in the kNN evaluation', number],
  [
    'knnTemperature',
    '--knn-temperature <T>',
    'temperature of the votes (default: --temperature)',
    number,
  ],
  ['evalEvery', '--eval-every <epochs>', 'epochs between kNN evaluations, 0 for none', number],
  ['imageSize', '--image-size <pixels>', "side of a view (default: the images' own)", number],
  ...viewFlags,
  [
    'limit',
    '--limit <images>',
    'train on a random choice of this many images (default: all)',
    number,
  ],
  [
    'precision',
    '--precision <type>',
    `of the convolutions, one of: ${precisionChoices.join(', ')}`,
  ],
  ['seed', '--seed <number>', 'seed of every random number', number],
];

/** Adds the settings of a training run to a command, each with its default, and `--preset`. */
export function addTrainOptions(command: Command): Command {
  command.addOption(
    new Option(
      '--preset <name>',
      "settings to begin from: small-data (up to some 100,000 images and tens of epochs: M 4096, momentum 0.99, temperature 0.1, cosine) or original (the paper's)",
    )
      .choices(Object.keys(presets))
      .default('original'),
  );
  for (const [key, flags, description, parse] of settings) {
    const option = new Option(flags, description);
    if (parse) option.argParser(parse);
    const value = defaultTrainConfig[key];
    if (value !== undefined)
      option.default(value, Array.isArray(value) ? value.join(',') : undefined);
    command.addOption(option);
  }
  return command;
}

/**
 * The settings of a new run: the preset's, and what was typed in their place.
 * @throws UsageError for a flag that its method has no term for.
 */
export function trainConfigFrom(
  command: Command,
  options: Readonly<Record<string, unknown>>,
): TrainConfig {
  const preset = presets[options['preset'] as PresetName];
  const config = { ...defaultTrainConfig, ...preset, ...typedSettings(command, options) };
  checkTermFlags(command, [config.method]);
  return config;
}

/** The settings that were typed on the command line. */
export function typedSettings(
  command: Command,
  options: Readonly<Record<string, unknown>>,
): Partial<TrainConfig> {
  const typed = settings.filter(([key]) => command.getOptionValueSource(key) === 'cli');
  return Object.fromEntries(typed.map(([key]) => [key, options[key]]));
}
