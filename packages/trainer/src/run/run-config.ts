import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { InputError, printable } from '@jssl/settings';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { recordedConfig } from '../settings/recorded-config.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** What a run's `config.json` says. */
export interface RunConfig extends Readonly<Record<string, unknown>> {
  readonly config: TrainConfig;
  /** The images that it was trained on, as given to the program; absent where that did not say. */
  readonly source?: string;
}

/**
 * Reads the `config.json` of a run folder. It is not trusted: settings that could not have been
 * trained with are refused.
 * @throws InputError with the path and what to do.
 * @example
 * ```ts
 * import { readRunConfig } from '@jssl/trainer';
 *
 * const { config } = readRunConfig('runs/photos');
 * console.log(config.method, config.arch, config.batchSize); // jaccard-moco resnet18 8
 * ```
 */
export function readRunConfig(path: string): RunConfig {
  const file = join(path, 'config.json');
  if (!existsSync(file)) {
    throw new InputError(
      `${path} is not a run folder: it has no config.json; give the folder that jssl train made`,
    );
  }
  const written = parse(file);
  const { config, source } = isRecord(written) ? written : {};
  if (!isRecord(written) || !isRecord(config)) {
    throw new InputError(
      `${file} is not a run's: it holds no settings as config; give the folder that jssl train made`,
    );
  }
  const settings = recordedConfig(config);
  try {
    if (source !== undefined && typeof source !== 'string') {
      throw new InputError(`source must be text, got ${JSON.stringify(source)}`);
    }
    checkTrainConfig(settings);
    return { ...written, config: settings, ...(source !== undefined && { source }) };
  } catch (error) {
    throw new InputError(
      `${file} is damaged: ${printable((error as Error).message)}; take another copy of the run`,
    );
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { name, message } = error as Error;
    throw new InputError(
      name === 'SyntaxError'
        ? `${file} is damaged: it is not JSON; take another copy of the run`
        : `${file} cannot be read: ${message}`,
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
