import type { Precision } from '@jssl/engine';
import { choice, flag, number, whole, type SettingsOf } from '@jssl/settings';

import { seedSetting } from './seed-setting.js';

const group = 'Classifier';
const decay = { least: 0, required: 'a number of at least 0', placeholder: 'rate', group } as const;
const seed = seedSetting('seed of the classifier and its views');

/** Weight decays that a linear probe tries, strongest first. */
export const weightDecays = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5] as const;

/**
 * Settings of the linear probe on features computed once. If the weight decay is undefined, the best of
 * {@link weightDecays} on validation images is used.
 * @example
 * ```ts
 * import { linearSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(linearSettings)); // { weightDecay: undefined, seed: 0 }
 * ```
 */
export const linearSettings = {
  weightDecay: number({
    ...{ ...decay, initial: undefined, help: 'L2 weight decay' },
    defaultText: `the best of ${weightDecays.join(', ')} on validation images`,
  }),
  seed: seedSetting('seed of the validation split and of the bootstrap'),
};

/** The values of {@link linearSettings}. */
export type LinearSettings = SettingsOf<typeof linearSettings>;

/**
 * Settings of the paper's linear evaluation: a linear layer trained with Adam on augmented images.
 * @example
 * ```ts
 * import { augmentedLinearSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * const { epochs, batchSize, lr, weightDecay } = defaultsOf(augmentedLinearSettings);
 * console.log(epochs, batchSize, lr, weightDecay); // 100 256 0.001 0.000001
 * ```
 */
export const augmentedLinearSettings = {
  epochs: whole({
    ...{ initial: 100, least: 1, required: 'a whole number, at least 1', group },
    help: 'passes over the training images',
  }),
  batchSize: whole({
    ...{ initial: 256, least: 1, required: 'a whole number of images, at least 1', group },
    ...{ placeholder: 'N', help: 'images per batch' },
  }),
  lr: number({
    ...{ initial: 1e-3, above: 0, required: 'a number above 0', placeholder: 'rate', group },
    help: "Adam's learning rate",
  }),
  weightDecay: number({ ...decay, initial: 1e-6, help: 'L2 weight decay' }),
  seed,
  validation: flag({
    ...{ initial: true, group },
    help: 'pick the best epoch on validation images: those of the data set, or a tenth of the training images',
  }),
};

/** The values of {@link augmentedLinearSettings}. */
export type AugmentedLinearSettings = SettingsOf<typeof augmentedLinearSettings>;

/**
 * Settings of fine-tuning: those of the linear evaluation, with fewer epochs, and the precision.
 * @example
 * ```ts
 * import { finetuneSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * const { epochs, batchSize, precision } = defaultsOf(finetuneSettings);
 * console.log(epochs, batchSize, precision); // 30 256 f32
 * ```
 */
export const finetuneSettings = {
  ...augmentedLinearSettings,
  epochs: { ...augmentedLinearSettings.epochs, initial: 30 },
  // Batch norm needs a variance, which a single image does not have.
  batchSize: whole({
    ...{ initial: 256, least: 2, required: 'a whole number of images, at least 2', group },
    ...{ placeholder: 'N', help: 'images per batch' },
  }),
  precision: choice<Precision, Precision>(['f32', 'bf16'], {
    ...{ initial: 'f32', placeholder: 'type', group },
    help: 'precision of the convolutions',
  }),
};

/** The values of {@link finetuneSettings}. */
export type FinetuneSettings = SettingsOf<typeof finetuneSettings>;

/**
 * The share of the labels that fine-tuning uses; see {@link limitLabels}.
 * @example
 * ```ts
 * import { labelSettings } from '@jssl/features';
 *
 * console.log(labelSettings.fraction.holds(0.1), labelSettings.fraction.holds(0)); // true false
 * ```
 */
export const labelSettings = {
  fraction: number({
    ...{ initial: 1, above: 0, most: 1, placeholder: 'share', group },
    required: 'a number above 0, at most 1',
    help: 'share of the labels of each class to use',
  }),
};
