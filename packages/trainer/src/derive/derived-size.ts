import { SettingError } from '@jssl/settings';

import { fitsMemory } from '../plan/check-memory.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { measuredSpeed, operationsPerImage, type SpeedInputs } from './measured-speed.js';

/** Base channels and sides of views to choose from, from the cheapest to the most expensive. */
const sizes = [
  { width: 8, side: 32 },
  { width: 16, side: 32 },
  { width: 16, side: 64 },
  { width: 32, side: 64 },
  { width: 64, side: 64 },
] as const;
/** Images up to this side keep it: smaller views would save little. */
const SMALL_SIDE = 40;

/**
 * Larger networks use the processor better: they reach at most this many times the operations per second of the
 * smallest. Used only to skip sizes that cannot be fast enough, without measuring them.
 */
const MOST_SPEEDUP = 4;
/** A training may take this many seconds longer than asked for. */
const GRACE_SECONDS = 60;

/**
 * The settings with each width and side of a view that may be chosen, from the cheapest to the most expensive.
 * @param config with the other settings complete.
 * @param given settings to keep.
 * @param side the shorter side of the images.
 */
export function sizesFor(
  config: TrainConfig,
  given: Partial<TrainConfig>,
  side: number,
): TrainConfig[] {
  const all = sizes.map((size) => {
    const view = given.imageSize ?? (side <= SMALL_SIDE ? side : Math.min(size.side, side));
    return { width: given.width ?? size.width, view };
  });
  const different = all.filter(
    (one, at) => at === 0 || one.width !== all[at - 1]?.width || one.view !== all[at - 1]?.view,
  );
  return different.map(({ width, view }) => ({
    ...config,
    width,
    ...(view !== side && { imageSize: view }),
    ...(view > 64 && given.stem === undefined && { stem: 'imagenet' }),
  }));
}

/** What a size is chosen by. */
export interface Budget extends SpeedInputs {
  /** Time for the steps. */
  readonly seconds: number;
  /** Time for the whole run, as it was given. */
  readonly minutes: number;
  /** Images that an encoder should see, counted once per epoch, before a larger one pays off. */
  readonly enough: number;
  /** Fewest images that a training run has to see. */
  readonly least: number;
}

/**
 * The largest of the sizes that sees enough images in the time, else the smallest.
 * @param configs from the cheapest to the most expensive.
 * @throws SettingError if the smallest does not even see the least images.
 */
export function sizeInTime(
  configs: readonly [TrainConfig, ...TrainConfig[]],
  budget: Budget,
): { readonly config: TrainConfig; readonly imagesPerSecond: number } {
  const [smallest, ...larger] = configs;
  const { seconds, enough } = budget;
  const operations = (config: TrainConfig) => operationsPerImage(config, budget.images);
  const speed = measuredSpeed(smallest, budget);
  checkTime(smallest, speed, budget);
  for (const config of larger.reverse()) {
    if (!fitsMemory(config, budget)) continue;
    const most = (MOST_SPEEDUP * speed * operations(smallest)) / operations(config);
    if (most * seconds < enough) continue;
    const imagesPerSecond = measuredSpeed(config, budget);
    if (imagesPerSecond * seconds >= enough) return { config, imagesPerSecond };
  }
  return { config: smallest, imagesPerSecond: speed };
}

function checkTime(config: TrainConfig, speed: number, budget: Budget): void {
  const { least, seconds, minutes, images } = budget;
  const needed = least / speed;
  if (needed <= seconds + GRACE_SECONDS) return;
  const operations = (config: TrainConfig) => operationsPerImage(config, images);
  const fits = [64, 32, 16, 8].find(
    (width) =>
      width < config.width &&
      (needed * operations({ ...config, width })) / operations(config) <= seconds,
  );
  throw new SettingError({
    setting: 'minutes',
    required: `at least ${Math.ceil((minutes * needed) / seconds)} for ${least} images with a ${config.arch} of width ${config.width} at the speed of this machine`,
    got: minutes,
    remedy: `raise {minutes}, ${fits === undefined ? 'choose a smaller {arch} or {imageSize}' : `lower {width} to ${fits}`}, or set {epochs}, for which there is no time limit`,
  });
}
