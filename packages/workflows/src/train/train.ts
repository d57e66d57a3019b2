import { basename } from 'node:path';

import type { Dataset } from '@jssl/data';
import { checkSettings, number, SettingError } from '@jssl/settings';
import {
  checkRunFolder,
  deriveSettings,
  shortRunSettings,
  speedMeasure,
  train as learn,
  viewOptionsFor,
  type PresetName,
  type TrainConfig,
} from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { withoutUndefined } from '../data/given.js';
import { recordOfImages } from '../runs/record-of-images.js';
import { checkCheckpointMinutes } from './check-checkpoint-minutes.js';
import {
  checkTermSettings,
  completeTrainSettings,
  mergeSettings,
  type GivenSettings,
} from './complete-settings.js';
import { initialWeights } from './initial-weights.js';
import { runTraining, type Training, type TrainingOptions } from './training.js';
import { versions } from './versions.js';

/** Options of {@link train} besides the settings of the training. */
export interface TrainOptions extends TrainingOptions {
  /** The run folder to create. Default `runs/METHOD-ARCH-DATA-TIME`. */
  readonly out?: string | undefined;
  /** Replace a run in `out`. Default false. */
  readonly force?: boolean | undefined;
  /**
   * A run folder or weights file to start from, instead of random weights: also torchvision's and timm's ResNets, as
   * safetensors or ONNX. `arch`, `width` and `stem` are those of the file unless they are given.
   */
  readonly initFrom?: string | undefined;
  /** Settings to start from. Default `original`. */
  readonly preset?: PresetName | undefined;
  /**
   * Time for the training: the settings that are not given are derived from the images and a measured step, see
   * `deriveSettings` of `@jssl/trainer`, instead of taken from a preset. Default: none.
   */
  readonly minutes?: number | undefined;
}

/**
 * The time of a training, a row as in `trainSettings`.
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
  help: 'train for about this long: settings that are not given are derived from the images and the speed of this machine',
  defaultText: 'none, the settings of {preset}',
});

/** Evaluations and the report take the rest. */
const SHARE_OF_STEPS = 0.85;

/**
 * Trains an encoder on images without labels, and writes a run folder with its report.
 * @param source a folder or file of images, a known name, or an open data set.
 * @param settings the settings to change; the others are the preset's.
 * @returns how it ended. When `signal` aborts, a checkpoint is saved, and `stopped` is true.
 * @throws SettingError or InputError for what cannot work, before anything is written; TrainingError
 * when the loss is no longer finite.
 * @example
 * ```ts
 * import { train } from '@jssl/workflows';
 *
 * // Small enough to try; without settings it is the original's ResNet-50.
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const { out, last, report } = await train('photos', small, { out: 'runs/first' });
 * console.log(out, last?.epoch, report); // runs/first 1 runs/first/report.html
 * ```
 */
export async function train(
  source: string | Dataset | undefined,
  given: GivenSettings = {},
  options: TrainOptions = {},
): Promise<Training> {
  const { force = false, initFrom, preset, minutes, command } = options;
  checkCheckpointMinutes(options.checkpointMinutes);
  checkMinutes(options);
  const initial = initFrom === undefined ? undefined : initialWeights(initFrom);
  const settings = { ...initial?.settings, ...withoutUndefined(given) };
  // With `minutes` this is a start, which need not fit together: the rest depends on the images.
  const config =
    minutes === undefined
      ? completeTrainSettings(settings, preset)
      : mergeSettings({ ...shortRunSettings, ...withoutUndefined(settings) });
  if (minutes !== undefined) checkTermSettings(settings, [config.method]);
  const chosen = chooseSource(source);
  const out = options.out ?? defaultOut(config, chosen);
  const work = {
    ...{ source: chosen, out, config },
    check: () => {
      checkRunFolder(out, { force });
    },
  };
  return runTraining(
    {
      ...work,
      ...(minutes !== undefined && {
        derive: (data: Dataset) => deriveFrom(data, settings, minutes),
      }),
      ...(initial && { channels: () => initial.channels, initialNote: initial.note }),
      learn: (data, derived, running, engine) => {
        const images = recordOfImages(chosen, options);
        const about = { ...images, command, engine, versions: versions() };
        const from = initFrom === undefined ? {} : { initFrom };
        return learn(data, derived, { ...running, ...from, out, force, about });
      },
    },
    options,
  );
}

function checkMinutes({ minutes, preset, job }: TrainOptions): void {
  checkSettings({ minutes: minutesSetting }, { minutes });
  if (minutes === undefined) return;
  const refuse = (required: string, remedy: string) => {
    throw new SettingError({ setting: 'minutes', required, got: minutes, remedy });
  };
  if (preset !== undefined) refuse('left out with {preset}', 'leave one out');
  if ((job?.size ?? 1) > 1) refuse('left out with several ranks', 'give {epochs} instead');
}

async function deriveFrom(
  data: Dataset,
  settings: GivenSettings,
  minutes: number,
): Promise<TrainConfig> {
  const given: Partial<TrainConfig> = withoutUndefined(settings);
  const derived = deriveSettings(given, {
    images: {
      count: data.train.length,
      side: viewOptionsFor(given, data).size,
      channels: data.channels,
    },
    seconds: 60 * minutes * SHARE_OF_STEPS,
    measure: await speedMeasure(data),
  });
  return completeTrainSettings(derived);
}

/**
 * The default run folder of a training.
 */
function defaultOut({ method, arch }: TrainConfig, source: string | Dataset): string {
  const name = typeof source === 'string' ? basename(source) : source.name;
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `runs/${method}-${arch}-${name}-${time}`;
}
