import { methodTraits } from './method-traits.js';
import type { TrainConfig } from './train-settings.js';

/**
 * Named settings to start from; anything they leave out is as in `defaultTrainConfig`.
 *
 * `original`: the settings of the paper (arXiv 2202.12921) as the README of its code gives them. Temperature 0.5 and
 * momentum 0.999 suit hundreds of epochs on 100,000 images.
 *
 * `original-code`: where that code differs from its README: 300 epochs in place of 500, and temperature 0.06 in place
 * of 0.5, 0.1 for methods without a queue; `presetSettings` knows the method. Its first convolution starts uniform.
 * Its batch norm saw three groups, one on each GPU: add `bnSplits: 3`.
 *
 * `small-data`: for up to about 100,000 images and tens of epochs. Momentum 0.99, because an epoch has
 * few steps: with 0.999 the key encoder lags by a thousand steps and the queue is stale. Temperature
 * 0.1, because J lies in [0, 1]: at 0.5 a perfect positive pair outweighs a negative by at most e², and
 * the gradient hardly distinguishes hard negatives from easy ones. 4096 negatives, because more do not
 * help on data of this size and grow stale (MoCo's CIFAR-10 settings are 4096, 0.99 and 0.1). The cosine
 * schedule, because a short run gains from small steps at its end (arXiv 1608.03983).
 * @example
 * ```ts
 * import { defaultTrainConfig, presets } from '@jssl/trainer';
 *
 * const config = { ...defaultTrainConfig, ...presets['small-data'] };
 * console.log(config.momentum, config.temperature, config.schedule); // 0.99 0.1 cosine
 * ```
 */
export const presets = {
  original: {},
  'original-code': { epochs: 300, temperature: 0.06, stemInit: 'uniform' },
  'small-data': { m: 4096, momentum: 0.99, temperature: 0.1, schedule: 'cosine' },
} as const satisfies Readonly<Record<string, Partial<TrainConfig>>>;

/** The name of one of {@link presets}. */
export type PresetName = keyof typeof presets;

/** The temperature of SimCLR in the paper's code. */
const CODE_SIMCLR_TEMPERATURE = 0.1;

/**
 * The settings of a preset for a method.
 * @example
 * ```ts
 * import { presetSettings } from '@jssl/trainer';
 *
 * console.log(presetSettings('original-code', 'jaccard-simclr')); // { epochs: 300, temperature: 0.1, stemInit: 'uniform' }
 * ```
 */
export function presetSettings(
  name: PresetName,
  method: TrainConfig['method'],
): Partial<TrainConfig> {
  const isCode = name === 'original-code' && !methodTraits(method).queue;
  return { ...presets[name], ...(isCode && { temperature: CODE_SIMCLR_TEMPERATURE }) };
}
