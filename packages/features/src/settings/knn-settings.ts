import { number, numbers, SettingError, whole, type SettingsOf } from '@jssl/settings';

import { seedSetting } from './seed-setting.js';

const group = 'kNN';

/**
 * Settings of one weighted kNN evaluation: k neighbors vote, and one with cosine s has weight e^(s/τ).
 * @example
 * ```ts
 * import { knnSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(knnSettings)); // { k: 200, temperature: 0.5 }
 * ```
 */
export const knnSettings = {
  k: whole({
    ...{ initial: 200, least: 1, placeholder: 'k', group },
    required: 'a whole number of neighbors, at least 1',
    help: 'number of neighbors that vote',
  }),
  temperature: number({
    ...{ initial: 0.5, above: 0, placeholder: 'T', group },
    required: 'a number above 0',
    help: 'temperature of the votes',
  }),
};

/** The values of {@link knnSettings}. */
export type KnnSettings = SettingsOf<typeof knnSettings>;

/**
 * Settings of a kNN evaluation at every combination of k and temperature.
 * @example
 * ```ts
 * import { knnSweepSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(knnSweepSettings)); // { k: [ 200 ], temperature: [ 0.5 ], seed: 0 }
 * ```
 */
export const knnSweepSettings = {
  k: numbers<readonly number[]>({
    ...{ initial: [knnSettings.k.initial], placeholder: 'k,…', group },
    fits: (values) => values.every(knnSettings.k.holds),
    required: 'one or more whole numbers of neighbors, each at least 1',
    help: 'number of neighbors that vote, one or several values',
  }),
  temperature: numbers<readonly number[]>({
    ...{ initial: [knnSettings.temperature.initial], placeholder: 'T,…', group },
    fits: (values) => values.every(knnSettings.temperature.holds),
    required: 'one or more numbers above 0',
    help: 'temperature of the votes, one or several values',
  }),
  seed: seedSetting('seed of the validation split and of the bootstrap'),
};

/** The values of {@link knnSweepSettings}. */
export type KnnSweepSettings = SettingsOf<typeof knnSweepSettings>;

/**
 * Checks the number of neighbors against the training images, which are the kNN bank.
 * @throws SettingError
 * @example
 * ```ts
 * import { checkBankSize } from '@jssl/features';
 *
 * try {
 *   checkBankSize(200, 18);
 * } catch (error) {
 *   console.log((error as Error).message); // k must be at most the number of training images, got 200 and 18 images; lower k
 * }
 * ```
 */
export function checkBankSize(k: number, images: number): void {
  if (k <= images) return;
  throw new SettingError({
    ...{ setting: 'k', required: 'at most the number of training images', got: k },
    ...{ gotText: `${k} and ${images} images`, remedy: 'lower {k}' },
  });
}
