import { checkSettings, number } from '@jssl/settings';

import { planTraining, type PlannedImages } from '../plan/plan-training.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';

/** What settings are derived from. */
export interface DerivedFrom {
  /** The training images, with the side of a view. */
  readonly images: PlannedImages;
  /** Time for the steps of the whole training, in seconds. */
  readonly seconds: number;
  /** Measures how many training images per second this machine takes with some settings. */
  readonly measure: (config: TrainConfig) => number;
}

/**
 * Settings for short training runs on any number of images: a small backbone, a low temperature and a momentum
 * of 0.99, for the reasons given at `presets`; bf16 if the processor supports it, for speed.
 * @example
 * ```ts
 * import { shortRunSettings } from '@jssl/trainer';
 *
 * console.log(shortRunSettings.arch, shortRunSettings.momentum); // resnet18 0.99
 * ```
 */
export const shortRunSettings = {
  arch: 'resnet18',
  temperature: 0.07,
  momentum: 0.99,
  schedule: 'cosine',
  precision: 'auto',
} as const satisfies Partial<TrainConfig>;

/** Base channels to choose from, widest first. */
const widths = [64, 32, 16, 8] as const;

/** The largest batch, and the most negatives. */
const MOST_BATCH = 128;
const MOST_NEGATIVES = 4096;

/** Seeing images twice helps more than seeing twice as many once. */
const LEAST_EPOCHS = 2;
const MOST_EPOCHS = 2000;
/** The fewest batches of an epoch, however little time there is. */
const LEAST_BATCHES = 16;

/** The most evaluations in a run, so that they take a small part of its time. */
const EVALUATIONS = 10;

/**
 * Wider networks use the processor better: they reach at most this many times the operations per second of the
 * narrowest. Used only to skip widths that cannot be fast enough, without measuring them.
 */
const MOST_SPEEDUP = 4;

/**
 * How many images, counted once per epoch, an encoder should see before a wider one pays off. Grows with the
 * number of images, but much more slowly.
 */
function enoughViews(images: number): number {
  return 50_000 * (images / 1000) ** 0.25;
}

/**
 * Derives the settings of a training that are not given from the images, the time there is and a measured step.
 * Chooses the widest encoder that still sees enough images in that time. A batch is a quarter of the images, at
 * most 128; the queue holds half of them, at most 4096 negatives.
 * @param given settings to keep. With `epochs`, the time does not matter: the width is as given or 16.
 * @returns all settings that differ from `defaultTrainConfig`.
 * @throws SettingError for settings that cannot work, or if there is no time.
 * @example
 * ```ts
 * import { deriveSettings } from '@jssl/trainer';
 *
 * const images = { count: 600, side: 64, channels: 3 };
 * const derived = deriveSettings({}, { images, seconds: 600, measure: () => 100 });
 * console.log(derived.width, derived.batchSize, derived.m, derived.epochs); // 16 128 256 117
 * ```
 */
export function deriveSettings(
  given: Partial<TrainConfig>,
  { images, seconds, measure }: DerivedFrom,
): Partial<TrainConfig> {
  checkSettings({ seconds: secondsSetting }, { seconds });
  const count = Math.min(images.count, given.limit ?? Infinity);
  const batchSize = given.batchSize ?? Math.min(batchFor(count), given.m ?? Infinity);
  const shape: Partial<TrainConfig> = {
    ...shortRunSettings,
    batchSize,
    m: negativesFor(count, batchSize),
    ...(images.side > 64 && { stem: 'imagenet' }),
    ...given,
  };
  const complete = (changes: Partial<TrainConfig>) => ({
    ...defaultTrainConfig,
    ...shape,
    ...changes,
  });
  if (given.epochs !== undefined) {
    const evalEvery = given.evalEvery ?? Math.ceil(given.epochs / EVALUATIONS);
    return { ...shape, width: given.width ?? 16, evalEvery };
  }
  const operations = (width: number) =>
    planTraining(complete({ width }), images).operationsPerImage;
  const candidates = given.width === undefined ? widths : [given.width];
  const narrowest = candidates.at(-1) ?? NaN;
  const lowest = measure(complete({ width: narrowest }));
  const enough = enoughViews(count);
  let chosen = { width: narrowest, speed: lowest };
  for (const width of candidates.slice(0, -1)) {
    const most = (MOST_SPEEDUP * lowest * operations(narrowest)) / operations(width);
    if (most * seconds < enough) continue;
    const speed = measure(complete({ width }));
    if (speed * seconds < enough) continue;
    chosen = { width, speed };
    break;
  }
  const views = chosen.speed * seconds;
  const limit = given.limit ?? limitFor(views, count, batchSize);
  const perEpoch = Math.floor((limit ?? count) / batchSize) * batchSize;
  const epochs = Math.min(MOST_EPOCHS, Math.max(1, Math.round(views / perEpoch)));
  return {
    ...shape,
    width: chosen.width,
    epochs,
    ...(limit !== undefined && { limit }),
    evalEvery: given.evalEvery ?? Math.ceil(epochs / EVALUATIONS),
  };
}

const secondsSetting = number({
  ...{ initial: 600, above: 0, required: 'a number above 0' },
  help: 'time of the training',
});

/** The largest power of two that is at most a quarter of the images, but at least 2 of them. */
function batchFor(count: number): number {
  return Math.max(2, Math.min(MOST_BATCH, 2 ** Math.floor(Math.log2(count / 4))));
}

/** Whole batches of at most half of the images, and at least two batches. */
function negativesFor(count: number, batchSize: number): number {
  const most = Math.min(MOST_NEGATIVES, count / 2);
  return batchSize * Math.max(2, Math.floor(most / batchSize));
}

/** How many images to train on, if there are more than can be seen twice. */
function limitFor(views: number, count: number, batchSize: number): number | undefined {
  if (views >= LEAST_EPOCHS * count) return undefined;
  const batches = Math.max(LEAST_BATCHES, Math.floor(views / LEAST_EPOCHS / batchSize));
  const limit = batches * batchSize;
  return limit < count ? limit : undefined;
}
