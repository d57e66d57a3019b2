import { defaultTrainConfig, type TrainConfig } from './train-settings.js';

/** The name of every setting. */
export const configKeys = Object.keys(defaultTrainConfig) as readonly (keyof TrainConfig)[];

/** The settings in an untrusted record, over the defaults. */
export function recordedConfig(recorded: Readonly<Record<string, unknown>>): TrainConfig {
  const known = configKeys
    .filter((key) => Object.hasOwn(recorded, key))
    .map((key) => [key, recorded[key]]);
  return { ...defaultTrainConfig, ...(Object.fromEntries(known) as Partial<TrainConfig>) };
}
