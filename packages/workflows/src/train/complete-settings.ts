import { checkSettings, choice, completeSettings, SettingError } from '@jssl/settings';
import {
  checkTrainConfig,
  methodTraits,
  presets,
  presetSettings,
  trainSettings,
  type PresetName,
  type TrainConfig,
} from '@jssl/trainer';

import { withoutUndefined, type Given } from '../data/given.js';

/** Settings of a training run as given, before defaults are filled in. */
export type GivenSettings = Given<TrainConfig>;

/**
 * Completes the settings of a training run: given settings override the preset's, which override the
 * defaults. This is the only place that does; everywhere before it settings are partial.
 * @throws SettingError for invalid settings.
 */
export function completeTrainSettings(
  given: GivenSettings,
  preset: PresetName = 'original',
): TrainConfig {
  const config = mergeSettings(given, preset);
  checkTermSettings(given, [config.method]);
  checkTrainConfig(config);
  return config;
}

/**
 * The setting that names the preset of a training run, a row as in `trainSettings`.
 * @example
 * ```ts
 * import { presetSetting } from '@jssl/workflows';
 *
 * console.log(presetSetting.initial, presetSetting.choices); // original [ 'original', 'original-code', 'small-data' ]
 * ```
 */
export const presetSetting = choice(Object.keys(presets), {
  initial: 'original',
  defaultText: 'none in jssl train, which derives settings; original elsewhere',
  help: "settings to start from: small-data (up to about 100,000 images and tens of epochs: M 4096, momentum 0.99, temperature 0.1, cosine), original (the paper's), or original-code (where its code differs: 300 epochs, temperature 0.06, 0.1 with SimCLR, uniform first weights)",
});

/** Merges given settings, the preset's and the defaults; doesn't check that they fit together. */
export function mergeSettings(given: GivenSettings, preset: PresetName = 'original'): TrainConfig {
  checkSettings({ preset: presetSetting }, { preset });
  const own = withoutUndefined(given);
  const { method = trainSettings.method.initial } = own;
  return completeSettings(trainSettings, { ...presetSettings(preset, method), ...own });
}

/** The settings of Jaccard losses alone. */
const ofTerms = ['weights', 'weightsList', 'temperatureN', 'jaccardTemperatures', 'controls'];

/** @throws SettingError for a given setting of a Jaccard loss, when no method has one. */
export function checkTermSettings(given: object, methods: readonly TrainConfig['method'][]): void {
  const hasTerms = (method: TrainConfig['method']) =>
    method.startsWith('custom:') || methodTraits(method).jaccardTerms;
  if (methods.some(hasTerms)) return;
  for (const [setting, got] of Object.entries(given) as [string, unknown][]) {
    if (got === undefined || !ofTerms.includes(setting)) continue;
    throw new SettingError({
      setting,
      required: `left out with ${methods.join(', ')}: only a Jaccard loss has these terms`,
      got,
      remedy: `leave it out, or choose jaccard-${methods[0] ?? ''}`,
    });
  }
}
