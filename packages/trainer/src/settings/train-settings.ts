import { defaultsOf, type SettingsOf } from '@jssl/settings';

import { dataSettings } from './data-settings.js';
import { evaluationSettings } from './evaluation-settings.js';
import { methodSettings } from './method-settings.js';
import { modelSettings } from './model-settings.js';
import { optimizationSettings } from './optimization-settings.js';
import { viewSettings } from './view-settings.js';

/**
 * Every setting of a training run, with its default, valid values and help text.
 * @example
 * ```ts
 * import { trainSettings } from '@jssl/trainer';
 *
 * const { initial, required, help, group } = trainSettings.temperature;
 * console.log(initial, required, '|', help, '|', group); // 0.5 a number above 0 | temperature of the loss | Method
 * ```
 */
export const trainSettings = {
  ...methodSettings,
  ...modelSettings,
  ...optimizationSettings,
  ...evaluationSettings,
  ...viewSettings,
  ...dataSettings,
};

/** The settings of a training run. */
export type TrainConfig = SettingsOf<typeof trainSettings>;

/**
 * The settings of the paper (arXiv 2202.12921) and its code.
 * @example
 * ```ts
 * import { defaultTrainConfig } from '@jssl/trainer';
 *
 * const { method, arch, m, temperature, momentum, batchSize, epochs } = defaultTrainConfig;
 * console.log(method, arch, m, temperature, momentum, batchSize, epochs); // jaccard-moco resnet50 4096 0.5 0.999 256 500
 * ```
 */
export const defaultTrainConfig: TrainConfig = defaultsOf(trainSettings);
