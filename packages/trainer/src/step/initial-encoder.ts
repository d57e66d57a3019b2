import { randomStream } from '@jssl/features';
import { loadEncoder } from '@jssl/features';
import {
  createEncoder,
  defaultEncoderConfig,
  loadStateDict,
  stateDict,
  type Depth,
  type Encoder,
  type EncoderConfig,
} from '@jssl/resnet';
import { InputError } from '@jssl/settings';

import { messageOf } from '../run/message-of.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** The encoder that a run begins from: random weights of its seed. */
export function initialEncoder(config: TrainConfig, channels: number): Encoder {
  return createEncoder(encoderConfig(config, channels), randomStream(config.seed, 'weights'));
}

/** The encoder that a configuration asks for. */
export function encoderConfig(config: TrainConfig, channels: number): EncoderConfig {
  return {
    ...defaultEncoderConfig,
    depth: Number(config.arch.slice('resnet'.length)) as Depth,
    width: config.width,
    stem: config.stem,
    inChannels: channels,
    embeddingSize: config.featureDim,
  };
}

/** Gives an encoder the weights of another of the same shape. */
export function copyWeights(encoder: Encoder, path: string): void {
  const { encoder: source, file, hasHeads: heads } = loadEncoder(path);
  try {
    loadStateDict(encoder, stateDict(source, { heads }), { heads });
  } catch (error) {
    throw new InputError(
      `--init-from must be an encoder like the one to train, and ${file} is another: ${messageOf(error)}`,
    );
  } finally {
    source.dispose();
  }
}
