import { printable, SettingError } from '@jssl/settings';

import { checkTrainConfig } from './check-train-config.js';
import { configKeys, recordedConfig } from './recorded-config.js';
import type { TrainConfig } from './train-settings.js';

/** The settings that may change on resume; all others are fixed. */
const changeable: readonly (keyof TrainConfig)[] = [
  'epochs',
  'evalEvery',
  'k',
  'knnTemperature',
  'precision',
  'accumulate',
];

/**
 * The settings of a resumed run: those in its checkpoint, with the requested changes.
 * @throws SettingError for a change to a fixed setting, and for invalid settings.
 * @example
 * ```ts
 * import { defaultTrainConfig, resumedConfig } from '@jssl/trainer';
 *
 * console.log(resumedConfig({ ...defaultTrainConfig }, { epochs: 800 }).epochs); // 800
 * try {
 *   resumedConfig({ ...defaultTrainConfig }, { width: 32 });
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // width must be 64, as when the run started, got 32
 * }
 * ```
 */
export function resumedConfig(
  recorded: Readonly<Record<string, unknown>>,
  changes: Partial<TrainConfig>,
): TrainConfig {
  const started = recordedConfig(recorded);
  for (const key of configKeys) {
    const change = changes[key];
    if (change === undefined || changeable.includes(key)) continue;
    if (JSON.stringify(change) !== JSON.stringify(started[key])) {
      throw new SettingError({
        setting: key,
        required: `${String(started[key] ?? 'unset')}, as when the run started`,
        got: change,
        remedy: 'leave it out, or start a new run from its weights with {initFrom}',
      });
    }
  }
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const config = { ...started, ...(Object.fromEntries(given) as Partial<TrainConfig>) };
  checkTrainConfig(config);
  return config;
}

/** Those of the settings that may change on resume. */
export function lastChanges(config: TrainConfig): Partial<TrainConfig> {
  return Object.fromEntries(changeable.map((key) => [key, config[key]]));
}

/** The settings and the precision that the results of a run depend on. */
interface RunSettings {
  readonly config: TrainConfig;
  /** The precision that was used: f32 or bf16. */
  readonly precision?: unknown;
  /** The algorithm of the convolutions, as the engine names it. */
  readonly convolution?: unknown;
}

/** What is recorded of the convolutions; runs from before there was a choice had direct ones. */
export function recordedConvolution({ convolution }: { readonly convolution?: unknown }): string {
  return typeof convolution === 'string' ? convolution : 'direct';
}

/** Warnings about settings in config.json that somebody changed by hand: those of the checkpoint apply. */
function fixedChanges(written: TrainConfig, started: TrainConfig): string[] {
  const shown = (value: unknown) =>
    value === undefined ? 'unset' : printable(JSON.stringify(value));
  return configKeys
    .filter((key) => !changeable.includes(key) && shown(written[key]) !== shown(started[key]))
    .map(
      (key) =>
        `config.json says ${key} ${shown(written[key])}, but the run continues with ${shown(started[key])}, as it started: a run keeps this setting; start a new run for another`,
    );
}

/** Warnings about changes on resume that affect the results, or have no effect. */
export function changeNotes(
  started: RunSettings,
  now: RunSettings & { readonly precision: string; readonly convolution: string },
): string[] {
  const notes = fixedChanges(started.config, now.config);
  if (typeof started.precision === 'string' && started.precision !== now.precision) {
    notes.push(
      `the run resumes in ${now.precision} but was trained in ${started.precision} before: results will match neither precision`,
    );
  }
  const convolution = recordedConvolution(started);
  if (convolution !== now.convolution) {
    notes.push(
      `convolutions are now computed by ${now.convolution} instead of ${printable(convolution)}: results differ in their last digits from those of a run that was not resumed`,
    );
  }
  if (started.config.accumulate !== now.config.accumulate) {
    notes.push(
      `batches are now computed in ${now.config.accumulate} parts instead of ${started.config.accumulate}: batch-norm groups and the negatives of SimCLR change`,
    );
  }
  if (now.config.schedule === 'cosine' && started.config.epochs !== now.config.epochs) {
    notes.push(
      `the cosine schedule now ends after ${now.config.epochs} epochs instead of ${started.config.epochs}: from here on the learning rate follows the new length`,
    );
  }
  return notes;
}
