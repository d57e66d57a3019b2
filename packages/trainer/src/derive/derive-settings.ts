import { checkSettings, number } from '@jssl/settings';

import { checkMemory } from '../plan/check-memory.js';
import { checkBatchAgainst } from '../settings/check-batch-against.js';
import { checkTrainConfig } from '../settings/check-train-config.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { sizeInTime, sizesFor } from './derived-size.js';
import type { Pictures } from './derived-views.js';
import { settingsForImages } from './settings-for-images.js';

/** What settings are derived from. */
export interface DerivedFrom {
  /** The training images: how many, their shorter side in pixels, and what they show. */
  readonly images: Pictures & { readonly count: number; readonly side: number };
  /** Time for the whole run, with its evaluations. */
  readonly minutes: number;
  /** Measures how many training images per second this machine takes with some settings. */
  readonly measure: (config: TrainConfig) => number;
  /** Processes that train together and share each batch. Default 1. */
  readonly ranks?: number;
}

/** Evaluations and the report take the rest of the time. */
const SHARE_OF_STEPS = 0.85;

/** Seeing images twice helps more than seeing twice as many once. */
const LEAST_EPOCHS = 2;
const MOST_EPOCHS = 2000;
/** The fewest batches of an epoch, however little time there is. */
const LEAST_BATCHES = 16;

/** The most evaluations in a run, so that they take a small part of its time. */
const EVALUATIONS = 10;

/** The width if epochs are given, not time; the views are then as large as they may be. */
const USUAL_WIDTH = 16;

/**
 * How many images, counted once per epoch, an encoder should see before a larger one pays off. Grows with the
 * number of images, but much more slowly.
 */
function enoughViews(images: number): number {
  return 50_000 * (images / 1000) ** 0.25;
}

/**
 * Derives the training settings that are not given from the images, the available time and a measured step.
 * Chooses the largest encoder and views that still see enough images in that time. docs/defaults.md explains the
 * rules and has the experiments behind them.
 * @param given settings to keep. With `epochs`, the time is ignored and nothing is measured.
 * @returns all settings that differ from `defaultTrainConfig`.
 * @throws SettingError for invalid settings, or settings that fit neither into memory nor, without `epochs`, into
 * the time.
 * @example
 * ```ts
 * import { deriveSettings } from '@jssl/trainer';
 *
 * const images = { count: 600, side: 64, channels: 3, plain: false };
 * const derived = deriveSettings({}, { images, minutes: 10, measure: () => 100 });
 * console.log(derived.method, derived.temperature, derived.batchSize); // jaccard-simclr 0.05 64
 * console.log(derived.width, derived.imageSize, derived.epochs); // 16 32 89
 * ```
 */
export function deriveSettings(
  given: Partial<TrainConfig>,
  { images, minutes, measure, ranks = 1 }: DerivedFrom,
): Partial<TrainConfig> {
  checkSettings({ minutes: minutesSetting }, { minutes });
  const count = Math.min(images.count, given.limit ?? Infinity);
  const shape = settingsForImages(given, { ...images, count }, { ranks });
  const complete: TrainConfig = { ...defaultTrainConfig, ...shape };
  checkTrainConfig(complete);
  checkBatchAgainst(complete, count);
  const [smallest, ...larger] = sizesFor(complete, given, images.side);
  if (!smallest) throw new Error('deriveSettings: there are no sizes');
  checkMemory(smallest, { images: { ...images, count }, ranks });
  const chosen = ({ width, imageSize, stem }: TrainConfig, epochs: number) => ({
    ...shape,
    ...{ width, epochs, evalEvery: given.evalEvery ?? Math.ceil(epochs / EVALUATIONS) },
    ...(imageSize !== undefined && { imageSize }),
    ...(stem !== defaultTrainConfig.stem && { stem }),
  });
  if (given.epochs !== undefined) {
    const usual = given.width ?? USUAL_WIDTH;
    const largest = larger.filter(({ width }) => width === usual).at(-1) ?? smallest;
    return chosen(largest, given.epochs);
  }
  const { batchSize } = complete;
  const seconds = 60 * minutes * SHARE_OF_STEPS;
  const { config, imagesPerSecond } = sizeInTime([smallest, ...larger], {
    ...{ images: { ...images, count }, ranks, seconds, minutes, measure },
    enough: enoughViews(count),
    least: Math.min(LEAST_BATCHES * batchSize, count),
  });
  const views = imagesPerSecond * seconds;
  const limit = given.limit ?? limitFor(views, count, batchSize);
  const perEpoch = Math.floor((limit ?? count) / batchSize) * batchSize;
  const epochs = Math.min(MOST_EPOCHS, Math.max(1, Math.round(views / perEpoch)));
  return { ...chosen(config, epochs), ...(limit !== undefined && { limit }) };
}

const minutesSetting = number({
  ...{ initial: 10, above: 0, required: 'a number above 0' },
  help: 'time of the training',
});

/** How many images to train on, if there are more than can be seen twice. */
function limitFor(views: number, count: number, batchSize: number): number | undefined {
  if (views >= LEAST_EPOCHS * count) return undefined;
  const batches = Math.max(LEAST_BATCHES, Math.floor(views / LEAST_EPOCHS / batchSize));
  const limit = batches * batchSize;
  return limit < count ? limit : undefined;
}
