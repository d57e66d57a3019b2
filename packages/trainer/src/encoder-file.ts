import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { defaultViewOptions, type ViewOptions } from '@jssl/augment';
import {
  createEncoder,
  decodeSafetensors,
  defaultEncoderConfig,
  loadStateDict,
  type Encoder,
  type EncoderConfig,
} from '@jssl/resnet';

import { ConfigError } from './config-error.js';

/** An encoder read from a file, and how images are prepared for it. */
export interface LoadedEncoder {
  readonly encoder: Encoder;
  /** The views that the encoder was trained on; evaluation takes their size, mean and deviation. */
  readonly views: ViewOptions;
  /** The file that was read. */
  readonly file: string;
}

/** What a weights file says of itself, as safetensors metadata. */
export function describeEncoder(
  config: EncoderConfig,
  views: ViewOptions,
): Readonly<Record<string, string>> {
  return {
    format: 'jssl-encoder-1',
    encoder: JSON.stringify(config),
    views: JSON.stringify(views),
  };
}

/**
 * Reads the encoder of a run folder (its `which` weights) or of a weights file.
 * @throws ConfigError when there is no such file, or it is no encoder that JSSL wrote.
 */
export function loadEncoder(path: string, which: 'best' | 'last' = 'last'): LoadedEncoder {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw new ConfigError(`there is no run folder or weights file at ${path}`);
  const file = status.isDirectory() ? join(path, `${which}.safetensors`) : path;
  if (!statSync(file, { throwIfNoEntry: false })) {
    throw new ConfigError(
      `${path} has no ${which}.safetensors: is it a run folder, and has its first epoch ended?`,
    );
  }
  const { tensors, metadata } = decodeFile(file);
  const { config, views } = parseDescription(file, metadata);
  const encoder = createEncoder(config, () => 0.5, { trainable: false });
  try {
    loadStateDict(encoder, tensors);
  } catch (error) {
    throw new ConfigError(`${file} does not hold the encoder that it describes: ${message(error)}`);
  }
  return { encoder, views, file };
}

function decodeFile(file: string) {
  try {
    return decodeSafetensors(readFileSync(file));
  } catch (error) {
    throw new ConfigError(`${file} cannot be read as safetensors: ${message(error)}`);
  }
}

function parseDescription(file: string, metadata: Readonly<Record<string, string>>) {
  const { format, encoder = '', views = '' } = metadata;
  if (format !== 'jssl-encoder-1') {
    throw new ConfigError(
      `${file} must be a weights file written by jssl train, and its metadata has no format jssl-encoder-1`,
    );
  }
  try {
    return {
      config: { ...defaultEncoderConfig, ...(JSON.parse(encoder) as Partial<EncoderConfig>) },
      views: { ...defaultViewOptions, ...(JSON.parse(views) as Partial<ViewOptions>) },
    };
  } catch (error) {
    throw new ConfigError(`${file} describes its encoder in damaged JSON: ${message(error)}`);
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
