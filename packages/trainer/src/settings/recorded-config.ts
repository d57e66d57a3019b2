import { defaultTrainConfig, type TrainConfig } from './train-config.js';

/** The name of every setting. */
export const configKeys = Object.keys(defaultTrainConfig) as readonly (keyof TrainConfig)[];

/** The settings in a record that is not trusted; those that it lacks are the default ones. */
export function recordedConfig(recorded: Readonly<Record<string, unknown>>): TrainConfig {
  const known = configKeys
    .filter((key) => Object.hasOwn(recorded, key))
    .map((key) => [key, recorded[key]]);
  return { ...defaultTrainConfig, ...(Object.fromEntries(known) as Partial<TrainConfig>) };
}
