import type { TrainConfig } from './train-settings.js';

/**
 * Named settings to start from; anything they leave out is as in `defaultTrainConfig`.
 *
 * `original`: the settings of the paper (arXiv 2202.12921 and its code). Temperature 0.5 and momentum
 * 0.999 suit hundreds of epochs on 100,000 images.
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
  'small-data': { m: 4096, momentum: 0.99, temperature: 0.1, schedule: 'cosine' },
} as const satisfies Readonly<Record<string, Partial<TrainConfig>>>;

/** The name of one of {@link presets}. */
export type PresetName = keyof typeof presets;
