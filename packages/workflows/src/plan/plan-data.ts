import type { Dataset } from '@jssl/data';
import { speedMeasure } from '@jssl/trainer';

import { withoutUndefined } from '../data/given.js';
import { openData, type DataOptions } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { completeTrainSettings, type GivenSettings } from '../train/complete-settings.js';
import { checkMinutes, derivedSettings, settingsToDerive } from '../train/derived-settings.js';
import { isTinyImagenet } from '../train/is-tiny-imagenet.js';
import { planConfig, type PlannedTraining, type PlanOptions } from './plan.js';
import { withDerived } from '../train/training.js';

/** What to plan for, and how to open the images. */
export interface PlanDataOptions
  extends
    Omit<PlanOptions, 'images' | 'channels'>,
    WorkOptions,
    Pick<DataOptions, 'format' | 'labels' | 'cacheLimit' | 'onData'> {
  /** Time for training if settings are derived, as in `train`. */
  readonly minutes?: number | undefined;
}

/** A plan, and whether its settings were derived from the images and this machine. */
export interface PlannedData extends PlannedTraining {
  readonly isDerived: boolean;
}

/**
 * Plans the training that `train` would do with the same arguments: settings are derived in the same way, and the
 * speed of this machine is measured by a few steps, if the training fits into its memory. Nothing is written.
 * @throws SettingError or InputError for invalid settings or inputs.
 * @example
 * ```ts
 * import { planData } from '@jssl/workflows';
 *
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1 } as const;
 * const { images, plan, secondsPerEpochHere = 0 } = await planData('photos', small);
 * console.log(images.count, plan.stepsPerEpoch, secondsPerEpochHere > 0); // 18 2 true
 * ```
 */
export async function planData(
  source: string | Dataset,
  given: GivenSettings = {},
  options: PlanDataOptions = {},
): Promise<PlannedData> {
  const { preset, minutes, format, labels, cacheLimit, signal, onProgress, onData } = options;
  checkMinutes(minutes, preset);
  const settings = withoutUndefined(given);
  const isDerived = preset === undefined && (minutes !== undefined || !isTinyImagenet(source));
  const start = isDerived ? settingsToDerive(settings) : completeTrainSettings(settings, preset);
  // What the settings alone show to be wrong is refused before images are read.
  planConfig(start, options);
  const { data, config } = await withDerived(
    start,
    ({ imageSize, valueRange }) =>
      openData(source, {
        ...{ signal, onProgress, format, labels, cacheLimit, imageSize, valueRange },
      }),
    isDerived ? (opened) => derivedSettings(opened, settings, { ...options, minutes }) : undefined,
  );
  onData?.(data);
  const side = config.imageSize ?? Math.min(data.height, data.width);
  const known = { ...options, images: data.train.length, channels: data.channels };
  const sized = { ...config, imageSize: side };
  const planned = planConfig(sized, known);
  const isMeasured = options.like === undefined && planned.processor.fits;
  const speed = isMeasured ? (await speedMeasure(data))(config) : undefined;
  if (speed === undefined) return { ...planned, isDerived };
  const { stepsPerEpoch } = planned.plan;
  const alone = (stepsPerEpoch * config.batchSize) / speed;
  const { count = 1, seconds = 0 } = planned.ranks ?? {};
  const here = alone / count + stepsPerEpoch * seconds;
  return { ...planned, isDerived, secondsPerEpochHere: here, efficiency: alone / count / here };
}
