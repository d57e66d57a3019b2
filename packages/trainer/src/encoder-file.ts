import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { defaultViewOptions, type ViewOptions } from '@jssl/augment';
import {
  checkStateDict,
  createEncoder,
  decodeSafetensors,
  defaultEncoderConfig,
  disposeEncoder,
  loadStateDict,
  type Encoder,
  type EncoderConfig,
  type StateDict,
} from '@jssl/resnet';

import { ConfigError } from './config-error.js';
import { printable } from './printable.js';

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
 * @throws ConfigError, with what to do, when there is no such file, or it is no encoder that JSSL
 * wrote, or damaged.
 */
export function loadEncoder(path: string, which: 'best' | 'last' = 'last'): LoadedEncoder {
  const file = weightsFile(path, which);
  const { tensors, metadata } = decodeFile(file);
  const { config, views } = parseDescription(file, metadata);
  try {
    return { encoder: encoderFrom(config, tensors), views, file };
  } catch (error) {
    throw new ConfigError(
      `${file} does not hold the encoder that it describes: ${printable((error as Error).message)}; take another copy of it`,
    );
  }
}

function weightsFile(path: string, which: 'best' | 'last'): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) {
    throw new ConfigError(
      `there is no run folder or weights file at ${path}; give the folder that jssl train made`,
    );
  }
  if (!status.isDirectory()) return path;
  const file = join(path, `${which}.safetensors`);
  if (existsSync(file)) return file;
  throw new ConfigError(
    which === 'best' && existsSync(join(path, 'last.safetensors'))
      ? `${path} has no best.safetensors, which comes of a kNN evaluation alone; give --weights last`
      : `${path} has no ${which}.safetensors; give the folder that jssl train made, once its first epoch has ended`,
  );
}

function encoderFrom(config: EncoderConfig, tensors: StateDict): Encoder {
  checkStateDict(config, tensors);
  const encoder = createEncoder(config, () => 0.5, { trainable: false });
  try {
    loadStateDict(encoder, tensors);
    return encoder;
  } catch (error) {
    disposeEncoder(encoder);
    throw error;
  }
}

function decodeFile(file: string) {
  try {
    return decodeSafetensors(readFileSync(file));
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read as safetensors: ${printable((error as Error).message)}; take another copy of it`,
    );
  }
}

function parseDescription(file: string, metadata: Readonly<Record<string, string>>) {
  const { format, encoder = '', views = '' } = metadata;
  if (format !== 'jssl-encoder-1') {
    throw new ConfigError(
      `${file} is not of JSSL: its metadata has no format jssl-encoder-1; give the folder that jssl train made`,
    );
  }
  try {
    return {
      config: { ...defaultEncoderConfig, ...(JSON.parse(encoder) as Partial<EncoderConfig>) },
      views: { ...defaultViewOptions, ...(JSON.parse(views) as Partial<ViewOptions>) },
    };
  } catch {
    throw new ConfigError(`${file} describes its encoder in damaged JSON; take another copy of it`);
  }
}
