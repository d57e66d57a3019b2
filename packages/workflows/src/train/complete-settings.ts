import { SettingError } from '@jssl/settings';
import {
  checkTrainConfig,
  defaultTrainConfig,
  presets,
  type PresetName,
  type TrainConfig,
} from '@jssl/trainer';

/** Settings of a training as given: what is left out is completed. */
export type GivenSettings = {
  readonly [Name in keyof TrainConfig]?: TrainConfig[Name] | undefined;
};

/**
 * Completes the settings of a training: the given ones over the preset's over the defaults. The one
 * place that does; until here they are partial.
 * @throws SettingError for settings that cannot work.
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

/** The given settings over the preset's over the defaults, unchecked. */
export function mergeSettings(given: GivenSettings, preset: PresetName = 'original'): TrainConfig {
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaultTrainConfig, ...presets[preset], ...Object.fromEntries(chosen) };
}

/** @throws SettingError for a given setting of a Jaccard loss, when no method has one. */
export function checkTermSettings(given: object, methods: readonly TrainConfig['method'][]): void {
  if (methods.some((method) => !['moco', 'simclr'].includes(method))) return;
  for (const [setting, got] of Object.entries(given) as [string, unknown][]) {
    if (got === undefined || !['weights', 'weightsList', 'temperatureN'].includes(setting))
      continue;
    throw new SettingError({
      setting,
      required: `left out with ${methods.join(', ')}, which have no Jaccard terms`,
      got,
      remedy: `leave {${setting}} out, or choose jaccard-${methods[0] ?? ''}`,
    });
  }
}
