import { ConfigError } from './config-error.js';
import { checkTrainConfig, flagOf, type TrainConfig } from './train-config.js';
import { configKeys, recordedConfig } from './run-config.js';

/** What may change when a run goes on; all else would make it another run. */
const changeable: readonly (keyof TrainConfig)[] = [
  'epochs',
  'evalEvery',
  'k',
  'knnTemperature',
  'precision',
];

/**
 * The settings of a run that goes on: those that it was begun with, as its checkpoint holds them, and
 * the changes that were asked for.
 * @throws ConfigError for a change that would make it another run, or settings that cannot work.
 */
export function resumedConfig(
  recorded: Readonly<Record<string, unknown>>,
  changes: Partial<TrainConfig>,
): TrainConfig {
  const begun = recordedConfig(recorded);
  for (const key of configKeys) {
    const change = changes[key];
    if (change === undefined || changeable.includes(key)) continue;
    if (JSON.stringify(change) !== JSON.stringify(begun[key])) {
      throw new ConfigError(
        `${flagOf(key)} is ${String(begun[key] ?? 'not set')} in this run and stays so on --resume, got ${String(change)}; leave it out, or begin another run from its weights with --init-from`,
      );
    }
  }
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const config = { ...begun, ...(Object.fromEntries(given) as Partial<TrainConfig>) };
  checkTrainConfig(config);
  return config;
}
