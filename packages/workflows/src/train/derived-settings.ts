import type { Dataset } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { checkSettings, number, SettingError } from '@jssl/settings';
import {
  checkTrainConfig,
  deriveSettings,
  estimateSeconds,
  hasPlainBackground,
  speedMeasure,
  type PresetName,
  type TrainConfig,
} from '@jssl/trainer';

import { withoutUndefined } from '../data/given.js';
import { progressOf, type WorkOptions } from '../data/work-options.js';
import {
  checkTermSettings,
  completeTrainSettings,
  mergeSettings,
  type GivenSettings,
} from './complete-settings.js';

/** Minutes of a training run for which no time is given. */
const USUAL_MINUTES = 10;
/** Many images: more than settings depend on. */
const MANY = 1_000_000;
/** The sizes of encoders and views that may be measured. */
const MOST_SIZES = 5;
/** The side of images with which almost everything fits into memory. */
const SMALLEST = 8;
/** What progress says while a speed is measured. */
const MEASURING = 'measuring the speed of this machine';
/** Derived views are at most this large; larger images are decoded to this size. */
export const LARGEST_DERIVED_SIDE = 64;

/**
 * The time of a training run, a row as in `trainSettings`.
 * @example
 * ```ts
 * import { minutesSetting } from '@jssl/workflows';
 *
 * console.log(minutesSetting.required); // a number of minutes above 0
 * ```
 */
export const minutesSetting = number({
  ...{ initial: undefined, above: 0, required: 'a number of minutes above 0' },
  placeholder: 'n',
  help: 'train for about this long; more time gives a better encoder',
  defaultText: `${USUAL_MINUTES}; not used with {epochs}, {preset} or Tiny-ImageNet-200`,
});

/** @throws SettingError for a time that is none, or that is given together with a preset. */
export function checkMinutes(minutes: number | undefined, preset: PresetName | undefined): void {
  checkSettings({ minutes: minutesSetting }, { minutes });
  if (minutes === undefined || preset === undefined) return;
  throw new SettingError({
    setting: 'minutes',
    required: 'left out with {preset}',
    got: minutes,
    remedy: 'leave one out',
  });
}

/**
 * The settings of a training run from which the others will be derived.
 * @throws SettingError for given settings that are invalid with any images.
 */
export function settingsToDerive(settings: GivenSettings): TrainConfig {
  const given: Partial<TrainConfig> = withoutUndefined(settings);
  const start = mergeSettings(given);
  // What would be derived from many small images fits together, unless what is given does not.
  const images = { count: MANY, side: given.imageSize ?? SMALLEST, channels: 1, plain: false };
  const derived = deriveSettings(
    { epochs: MANY, ...given },
    {
      ...{ images, minutes: USUAL_MINUTES },
      measure: () => MANY,
    },
  );
  checkTermSettings(given, [derived.method ?? start.method]);
  checkTrainConfig(mergeSettings(derived));
  const { method = start.method, arch = start.arch } = derived;
  return { ...start, method, arch };
}

/**
 * Derives the settings of a training run from its images and a measured step.
 * @param options.job whose ranks make the same call; each measures, and all get the same settings.
 */
export async function derivedSettings(
  data: Dataset,
  settings: GivenSettings,
  options: WorkOptions & {
    readonly minutes: number | undefined;
    readonly job?: Collectives | undefined;
  },
): Promise<TrainConfig> {
  const { minutes = USUAL_MINUTES, job } = options;
  const report = progressOf(options);
  const given: Partial<TrainConfig> = withoutUndefined(settings);
  const { train, channels, height, width } = data;
  const ranks = job?.size ?? 1;
  const measureHere = await speedMeasure(data);
  let measured = 0;
  const derived = deriveSettings(given, {
    images: {
      ...{ count: train.length, side: Math.min(height, width), channels },
      plain: hasPlainBackground(data),
    },
    ...{ minutes, ranks },
    measure: (config) => {
      // How many sizes will be measured is not known before.
      report({ phase: MEASURING, done: measured++, total: MOST_SIZES });
      return speedOfJob(measureHere(config), job);
    },
  });
  return completeTrainSettings(derived);
}

/** The speeds of all ranks together; each measures its own. */
function speedOfJob(speed: number, job: Collectives | undefined): number {
  if (!job || job.size === 1) return speed;
  job.alive();
  const speeds = Float32Array.of(speed);
  job.allReduce(speeds);
  return speeds[0] ?? NaN;
}

/**
 * Estimates the time of a training run with given epochs from a few measured steps.
 * @param options.job whose ranks make the same call.
 * @returns seconds; undefined for short runs, which are not measured.
 */
export async function estimatedSeconds(
  data: Dataset,
  config: TrainConfig,
  options: WorkOptions & { readonly job?: Collectives | undefined },
): Promise<number | undefined> {
  const { job } = options;
  const report = progressOf(options);
  const { train, validation, test, channels, height, width, classes } = data;
  const measureHere = await speedMeasure(data);
  const isEvaluated = classes !== undefined && test !== undefined;
  return estimateSeconds(config, {
    images: { count: train.length, side: Math.min(height, width), channels },
    ranks: job?.size ?? 1,
    evaluated: isEvaluated ? train.length + (validation?.length ?? 0) + test.length : 0,
    measure: (one) => {
      report({ phase: MEASURING, done: 0, total: 1 });
      return speedOfJob(measureHere(one), job);
    },
  });
}
