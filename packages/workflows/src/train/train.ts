import { basename } from 'node:path';

import type { Dataset } from '@jssl/data';
import { checkRunFolder, train as learn, type PresetName, type TrainConfig } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { withoutUndefined } from '../data/given.js';
import { recordOfImages } from '../runs/record-of-images.js';
import { checkCheckpointMinutes } from './check-checkpoint-minutes.js';
import { completeTrainSettings, type GivenSettings } from './complete-settings.js';
import { checkMinutes, derivedSettings, settingsToDerive } from './derived-settings.js';
import { initialWeights } from './initial-weights.js';
import { isTinyImagenet } from './is-tiny-imagenet.js';
import { runTraining, type Training, type TrainingOptions } from './training.js';
import { versions } from './versions.js';

/** Options of {@link train} besides the training settings. */
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
  /**
   * Settings to start from. Default: the settings that are not given are derived from the images and the speed of
   * this machine, see `deriveSettings` of `@jssl/trainer`; for Tiny-ImageNet-200, `original`.
   */
  readonly preset?: PresetName | undefined;
  /**
   * Time for training if settings are derived. Default 10. Ignored with `epochs`; Tiny-ImageNet-200
   * is trained with derived settings only if it is given.
   */
  readonly minutes?: number | undefined;
}

/**
 * Trains an encoder on images without labels, and writes a run folder with its report.
 * @param source a folder or file of images, a known name, or an open data set.
 * @param settings the settings to keep; the others are derived, or the preset's.
 * @returns how it ended. When `signal` aborts, a checkpoint is saved, and `stopped` is true.
 * @throws SettingError or InputError for invalid settings or inputs, before anything is written; TrainingError
 * when the loss is no longer finite.
 * @example
 * ```ts
 * import { train } from '@jssl/workflows';
 *
 * // Small enough to try; without settings it trains for about ten minutes.
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
  checkMinutes(minutes, preset);
  const initial = initFrom === undefined ? undefined : initialWeights(initFrom);
  const settings = { ...initial?.settings, ...withoutUndefined(given) };
  // Images that are left out are Tiny-ImageNet-200 too.
  const isOriginal = source === undefined || isTinyImagenet(source);
  const isDerived = preset === undefined && (minutes !== undefined || !isOriginal);
  // If settings are derived, this is only a start: the rest depends on the images.
  const config = isDerived ? settingsToDerive(settings) : completeTrainSettings(settings, preset);
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
      // Otherwise the time is given.
      isEstimated: !isDerived || settings.epochs !== undefined,
      ...(isDerived && {
        derive: (data: Dataset) => derivedSettings(data, settings, { ...options, minutes }),
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

/**
 * The default run folder.
 */
function defaultOut({ method, arch }: TrainConfig, source: string | Dataset): string {
  const name = typeof source === 'string' ? basename(source) : source.name;
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `runs/${method}-${arch}-${name}-${time}`;
}
