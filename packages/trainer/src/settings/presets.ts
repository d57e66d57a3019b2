import type { TrainConfig } from './train-config.js';

/**
 * Settings to begin from, by the names of `--preset`; what is not named here is as in
 * `defaultTrainConfig`.
 *
 * `original`: the paper's (arXiv 2202.12921 and its code), for comparison with it. Temperature 0.5 and
 * momentum 0.999 suit hundreds of epochs on 100,000 images.
 *
 * `small-data`: for up to some 100,000 images and tens of epochs. Momentum 0.99, since an epoch has few
 * steps: with 0.999 the key encoder needs a thousand to follow, and the queue is of encoders long past.
 * Temperature 0.1, since J lies in [0, 1]: at 0.5 a perfect pair outweighs a stranger by e² at most, and
 * the gradient hardly tells hard negatives from easy ones. 4096 negatives, since more do not help on
 * sets of this size and grow stale (MoCo's own CIFAR-10 settings have 4096, 0.99 and 0.1). The cosine
 * schedule, since a short run gains from small steps at its end (arXiv 1608.03983).
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

export type PresetName = keyof typeof presets;
