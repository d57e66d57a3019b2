import { InputError } from '@jssl/settings';

import { configKeys, recordedConfig } from './recorded-config.js';
import { checkTrainConfig, flagOf, type TrainConfig } from './train-config.js';

/** What may change when a run goes on; all else would make it another run. */
const changeable: readonly (keyof TrainConfig)[] = [
  'epochs',
  'evalEvery',
  'k',
  'knnTemperature',
  'precision',
  'accumulate',
];

/**
 * The settings of a run that goes on: those that it was begun with, as its checkpoint holds them, and
 * the changes that were asked for.
 * @throws InputError for a change that would make it another run, or settings that cannot work.
 * @example
 * ```ts
 * import { defaultTrainConfig, resumedConfig } from '@jssl/trainer';
 *
 * console.log(resumedConfig({ ...defaultTrainConfig }, { epochs: 800 }).epochs); // 800
 * try {
 *   resumedConfig({ ...defaultTrainConfig }, { width: 32 });
 * } catch (error) {
 *   console.log((error as Error).name); // InputError
 * }
 * ```
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
      throw new InputError(
        `${flagOf(key)} is ${String(begun[key] ?? 'not set')} in this run and stays so on --resume, got ${String(change)}; leave it out, or begin another run from its weights with --init-from`,
      );
    }
  }
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const config = { ...begun, ...(Object.fromEntries(given) as Partial<TrainConfig>) };
  checkTrainConfig(config);
  return config;
}

/** What the numbers of a run depend on. */
interface RunSettings {
  readonly config: TrainConfig;
  /** The precision that was chosen: f32 or bf16. */
  readonly precision?: unknown;
}

/** Sentences on changes that a run may take on when it goes on, but not without being told. */
export function changeNotes(
  begun: RunSettings,
  now: RunSettings & { readonly precision: string },
): string[] {
  const notes = [];
  if (typeof begun.precision === 'string' && begun.precision !== now.precision) {
    notes.push(
      `the run goes on in ${now.precision} and was in ${begun.precision} before: its numbers are those of neither alone`,
    );
  }
  if (begun.config.accumulate !== now.config.accumulate) {
    notes.push(
      `batches are taken in ${now.config.accumulate} parts from here on, in ${begun.config.accumulate} before: batch norm has other groups, and SimCLR fewer strangers`,
    );
  }
  if (now.config.schedule === 'cosine' && begun.config.epochs !== now.config.epochs) {
    notes.push(
      `the cosine schedule ends after ${now.config.epochs} epochs now, after ${begun.config.epochs} before: from here on the learning rate is that of the new length`,
    );
  }
  return notes;
}
