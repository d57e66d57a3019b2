import { defaultNeighbors } from '@jssl/eval';
import {
  number,
  numbers,
  SettingError,
  whole,
  type Setting,
  type SettingsOf,
} from '@jssl/settings';

import { seedSetting } from './seed-setting.js';

const group = 'kNN';
const AUTO = 'auto';
const DEFAULT_K_TEXT = 'the smallest of 200, √images and the median class size';

/**
 * Settings of one weighted kNN evaluation: k neighbors vote, and one with cosine s has weight e^(s/τ). If k is
 * undefined, {@link neighborsOf} derives it from the training images.
 * @example
 * ```ts
 * import { knnSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(knnSettings)); // { k: undefined, temperature: 0.5 }
 * ```
 */
export const knnSettings = {
  k: whole({
    ...{ initial: undefined, least: 1, placeholder: 'k', group },
    required: 'a whole number of neighbors, at least 1',
    ...{ help: 'number of neighbors that vote', defaultText: DEFAULT_K_TEXT },
  }),
  temperature: number({
    ...{ initial: 0.5, above: 0, placeholder: 'T', group },
    required: 'a number above 0',
    help: 'temperature of the votes',
  }),
};

/** The values of {@link knnSettings}. */
export type KnnSettings = SettingsOf<typeof knnSettings>;

/** The values of k that `auto` tries on validation images, as far as they fit. */
export const triedNeighbors = [1, 2, 5, 10, 20, 50, 100, 200] as const;

const listOfK = numbers<readonly number[]>({
  ...{ initial: [1], fits: (values) => values.every(knnSettings.k.holds) },
  ...{ required: '', help: '' },
});

/**
 * Settings of a kNN evaluation at every combination of k and temperature. With `auto`, k is picked from
 * {@link triedNeighbors} on validation images.
 * @example
 * ```ts
 * import { knnSweepSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(knnSweepSettings)); // { k: undefined, temperature: [ 0.5 ], seed: 0 }
 * ```
 */
export const knnSweepSettings = {
  k: {
    ...{ initial: undefined, placeholder: 'k,…', group },
    required: 'one or more whole numbers of neighbors, each at least 1',
    help: `number of neighbors that vote, one or several values, or auto: the best of ${triedNeighbors.join(', ')} on validation images`,
    defaultText: DEFAULT_K_TEXT,
    holds: (value) => value === undefined || value === AUTO || listOfK.holds(value),
    parse: (text) => (text.trim() === AUTO ? AUTO : listOfK.parse?.(text)),
  } as Setting<readonly number[] | typeof AUTO | undefined>,
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
 * The number of neighbors to measure a run with: the run's own on the images it was trained on, so that its
 * results repeat; on other images at most their default.
 * @param recorded the run's k; undefined if it has none.
 * @param labels classes of the training images [B] to measure on.
 * @param isSame whether these are the run's own.
 * @example
 * ```ts
 * import { runNeighbors } from '@jssl/features';
 *
 * const labels = Int32Array.from({ length: 100 }, (_, image) => image % 4);
 * console.log(runNeighbors(60, labels, true)); // { k: 60, kFrom: 'run' }
 * console.log(runNeighbors(60, labels, false)); // { k: 10, kFrom: 'images' }
 * ```
 */
export function runNeighbors(
  recorded: number | undefined,
  labels: Int32Array,
  isSame: boolean,
): { readonly k: number; readonly kFrom: 'run' | 'images' } {
  const derived = neighborsOf(undefined, labels);
  const most = isSame ? labels.length : derived;
  return recorded !== undefined && recorded <= most
    ? { k: recorded, kFrom: 'run' }
    : { k: derived, kFrom: 'images' };
}

/**
 * Checks the number of neighbors against the training images, which are the kNN bank.
 * @throws SettingError
 */
export function checkBankSize(k: number, images: number): void {
  if (k <= images) return;
  throw new SettingError({
    ...{ setting: 'k', required: 'at most the number of training images', got: k },
    ...{ gotText: `${k} and ${images} images`, remedy: 'lower {k}' },
  });
}

/**
 * The number of neighbors that vote: the given one, or else one derived from the training images (see
 * `defaultNeighbors` of `@jssl/eval`).
 * @param given undefined if it is to be derived.
 * @param labels classes of the training images [B].
 * @param most the size of the smallest bank; default B.
 * @throws SettingError for a given k that exceeds `most`; a derived one is lowered to it.
 * @example
 * ```ts
 * import { neighborsOf } from '@jssl/features';
 *
 * const labels = Int32Array.from({ length: 100 }, (_, image) => image % 4);
 * console.log(neighborsOf(undefined, labels), neighborsOf(50, labels)); // 10 50
 * ```
 */
export function neighborsOf(
  given: number | undefined,
  labels: Int32Array,
  most = labels.length,
): number {
  if (given === undefined) return Math.min(defaultNeighbors(labels), most);
  checkBankSize(given, most);
  return given;
}
