import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { InputError, printable } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { recordedConfig } from '../settings/recorded-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { messageOf } from './message-of.js';
import { runFiles } from './run-files.js';

/** Settings take some kilobytes. */
const LARGEST = 2 ** 24;

/** The content of `config.json`. */
export interface RunConfig extends Readonly<Record<string, unknown>> {
  readonly config: TrainConfig;
  /** The training images, as passed to the program, if it recorded them. */
  readonly source?: string;
}

/**
 * Reads the `config.json` of a run folder. The file is not trusted: invalid settings are
 * refused.
 * @throws InputError
 * @example
 * ```ts
 * import { readRunConfig } from '@jssl/trainer';
 *
 * const { config } = readRunConfig('runs/photos');
 * console.log(config.method, config.arch, config.batchSize); // jaccard-moco resnet18 8
 * ```
 */
export function readRunConfig(path: string): RunConfig {
  const file = join(path, runFiles.config);
  if (!existsSync(file)) {
    throw new InputError(
      `${path} is not a run folder: it has no config.json; pass the folder of a training run`,
    );
  }
  const written = parse(file);
  const { config, source } = isRecord(written) ? written : {};
  if (!isRecord(written) || !isRecord(config)) {
    throw new InputError(`${file} has no settings under config; pass the folder of a training run`);
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
      `${file} is damaged: ${printable(messageOf(error))}; use another copy of the run`,
      { cause: error },
    );
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readRegularFile(file, { largest: LARGEST }).toString());
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { name, message } = error as Error;
    throw new InputError(
      name === 'SyntaxError'
        ? `${file} is damaged: it is not JSON; use another copy of the run`
        : `${file} cannot be read: ${message}`,
      { cause: error },
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
