import { precisionChoices, type PrecisionChoice } from '@jssl/engine';
import {
  isAtLeast,
  isNumbers,
  isPositive,
  isWhole,
  requireSetting,
  seedRule,
} from '@jssl/features';

import {
  checkTogether,
  defaultLearningSettings,
  learningRules,
  type LearningSettings,
} from './learning-settings.js';
import {
  isCustomMethod,
  methodNames,
  type CustomMethodName,
  type MethodName,
} from './method-names.js';
import { defaultViewSettings, viewRules, type ViewSettings } from './view-settings.js';

/**
 * The architectures of `--arch`, each a ResNet of that depth (arXiv 1512.03385, Table 1).
 * @example
 * ```ts
 * import { architectures } from '@jssl/trainer';
 *
 * console.log(architectures.join(' ')); // resnet18 resnet34 resnet50 resnet101 resnet152
 * ```
 */
export const architectures = [
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
] as const;
export type Architecture = (typeof architectures)[number];

/** Every setting of a training run that does not depend on the data. */
export interface TrainConfig extends LearningSettings, ViewSettings {
  /** A method of the trainer's, or `custom:NAME`, which `train` is given with its options. */
  readonly method: MethodName | CustomMethodName;
  readonly arch: Architecture;
  /** Base channels of the ResNet; 64 is the usual network. */
  readonly width: number;
  /** `small`: 3x3 stride 1 without max-pool. `imagenet`: 7x7 stride 2 with max-pool. */
  readonly stem: 'small' | 'imagenet';
  /** D, the size of an embedding `p` or `n`. */
  readonly featureDim: number;
  /** M, the length of each queue of negatives. */
  readonly m: number;
  /** Temperature of the loss. */
  readonly temperature: number;
  /** Weights of the three terms of the loss: Jaccard, cosine of `p`, cosine of `n`. */
  readonly weights: readonly [jaccard: number, p: number, n: number];
  /** Momentum of the key encoder, in [0, 1). */
  readonly momentum: number;
  /** Groups of a batch that have batch-norm statistics of their own; 1 is ordinary batch norm. */
  readonly bnSplits: number;
  /** Whether several ranks normalize with the statistics of the whole batch; nothing in one process. */
  readonly syncBn: boolean;
  /** N, shared among the ranks of a job. */
  readonly batchSize: number;
  readonly epochs: number;
  /** The learning rate, or with a schedule its highest. */
  readonly lr: number;
  /** L2 weight decay, added to the gradient; decoupled from it with adamw. */
  readonly weightDecay: number;
  /** k, the neighbors that vote in the kNN evaluation. */
  readonly k: number;
  /** Temperature of the kNN votes; undefined takes the training temperature, as the original does. */
  readonly knnTemperature: number | undefined;
  /** Epochs from one kNN evaluation to the next; the last epoch is always evaluated; 0 turns it off. */
  readonly evalEvery: number;
  /** Side of a view in pixels; undefined takes the images' own. */
  readonly imageSize: number | undefined;
  /** How many training images to take (a seeded choice); undefined takes all. */
  readonly limit: number | undefined;
  readonly seed: number;
  /** Element type of the convolutions; `auto` takes bf16 where it is computed natively. */
  readonly precision: PrecisionChoice;
}

/**
 * The original's settings (arXiv 2202.12921 and its code).
 * @example
 * ```ts
 * import { defaultTrainConfig } from '@jssl/trainer';
 *
 * const { method, arch, m, temperature, momentum, batchSize, epochs } = defaultTrainConfig;
 * console.log(method, arch, m, temperature, momentum, batchSize, epochs); // jaccard-moco resnet50 4096 0.5 0.999 256 500
 * ```
 */
export const defaultTrainConfig: TrainConfig = {
  method: 'jaccard-moco',
  arch: 'resnet50',
  width: 64,
  stem: 'small',
  featureDim: 128,
  m: 4096,
  temperature: 0.5,
  weights: [0.8, 0.1, 0.1],
  momentum: 0.999,
  bnSplits: 1,
  syncBn: false,
  batchSize: 256,
  epochs: 500,
  lr: 1e-3,
  weightDecay: 1e-6,
  ...defaultLearningSettings,
  k: 200,
  knnTemperature: undefined,
  evalEvery: 1,
  imageSize: undefined,
  ...defaultViewSettings,
  limit: undefined,
  seed: 0,
  precision: 'f32',
};

/** One rule of {@link checkTrainConfig}: the setting, what it must be, and whether it is so. */
type Rule = readonly [name: keyof TrainConfig, required: string, holds: boolean];

/**
 * Checks what can be checked without the data.
 * @throws InputError naming the first setting that cannot work, what was given and what it must be.
 * @example
 * ```ts
 * import { checkTrainConfig, defaultTrainConfig } from '@jssl/trainer';
 *
 * checkTrainConfig(defaultTrainConfig);
 * try {
 *   checkTrainConfig({ ...defaultTrainConfig, temperature: 0 });
 * } catch (error) {
 *   console.log((error as Error).message); // --temperature must be a number above 0, got 0
 * }
 * ```
 */
export function checkTrainConfig(config: TrainConfig): void {
  // Also of settings read from a file, where anything may stand.
  const rules: readonly Rule[] = [
    [
      'method',
      `one of ${methodNames.join(', ')}`,
      isCustomMethod(config.method) || methodNames.includes(config.method),
    ],
    ['arch', `one of ${architectures.join(', ')}`, architectures.includes(config.arch)],
    ['width', 'a whole number of channels, at least 1', isWhole(config.width, 1)],
    ['stem', 'small or imagenet', ['small', 'imagenet'].includes(config.stem)],
    ['featureDim', 'a whole number, at least 2', isWhole(config.featureDim, 2)],
    ['m', 'a whole number of negatives, at least 1', isWhole(config.m, 1)],
    ['temperature', 'a number above 0', isPositive(config.temperature)],
    [
      'weights',
      'three numbers of at least 0, not all 0',
      isNumbers(config.weights, 3) &&
        config.weights.every((weight) => weight >= 0) &&
        config.weights.some((weight) => weight > 0),
    ],
    ['momentum', 'in [0, 1)', isAtLeast(config.momentum, 0) && config.momentum < 1],
    ['bnSplits', 'a whole number, at least 1', isWhole(config.bnSplits, 1)],
    ['syncBn', 'true or false', typeof config.syncBn === 'boolean'],
    ['batchSize', 'a whole number of images, at least 2', isWhole(config.batchSize, 2)],
    ['epochs', 'a whole number, at least 1', isWhole(config.epochs, 1)],
    ['lr', 'a number above 0', isPositive(config.lr)],
    ['weightDecay', 'a number of at least 0', isAtLeast(config.weightDecay, 0)],
    ...learningRules(config),
    ['k', 'a whole number of neighbors, at least 1', isWhole(config.k, 1)],
    [
      'knnTemperature',
      'a number above 0',
      config.knnTemperature === undefined || isPositive(config.knnTemperature),
    ],
    ['evalEvery', 'a whole number of epochs, 0 for never', isWhole(config.evalEvery, 0)],
    [
      'imageSize',
      'a whole number of pixels from 8 to 1024',
      config.imageSize === undefined || isWhole(config.imageSize, 8, 1024),
    ],
    ...viewRules(config),
    [
      'limit',
      'a whole number of images, at least 2',
      config.limit === undefined || isWhole(config.limit, 2),
    ],
    [
      'precision',
      `one of ${precisionChoices.join(', ')}`,
      precisionChoices.includes(config.precision),
    ],
    ['seed', ...seedRule(config.seed)],
  ];
  for (const [name, required, holds] of rules) {
    requireSetting(flagOf(name), required, config[name], holds);
  }
  checkTogether(config);
}

/** A setting's flag on the command line: `batchSize` is `--batch-size`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
