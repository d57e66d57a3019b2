import { randomStream } from '@jssl/features/browser';
import { createEncoder, type Encoder } from '@jssl/resnet';

import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from './encoder-config.js';

/** The encoder that a run starts with: random weights of its seed. */
export function initialEncoder(config: TrainConfig, channels: number): Encoder {
  return createEncoder(encoderConfig(config, channels), randomStream(config.seed, 'weights'), {
    stemWeights: config.stemInit,
  });
}
