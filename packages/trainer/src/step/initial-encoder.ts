import { loadEncoder, randomStream } from '@jssl/features';
import { createEncoder, loadStateDict, stateDict, type Encoder } from '@jssl/resnet';
import { printable, SettingError } from '@jssl/settings';

import { messageOf } from '../run/message-of.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from './encoder-config.js';

/** The encoder that a run starts with: random weights of its seed. */
export function initialEncoder(config: TrainConfig, channels: number): Encoder {
  return createEncoder(encoderConfig(config, channels), randomStream(config.seed, 'weights'));
}

/** Copies the weights of another encoder of the same shape. */
export function copyWeights(encoder: Encoder, path: string): void {
  const { encoder: source, file, hasHeads: heads } = loadEncoder(path);
  try {
    loadStateDict(encoder, stateDict(source, { heads }), { heads });
  } catch (error) {
    throw new SettingError(
      {
        setting: 'initFrom',
        required: 'an encoder like the one to train',
        got: path,
        gotText: `${file}, which differs: ${printable(messageOf(error))}`,
      },
      { cause: error },
    );
  } finally {
    source.dispose();
  }
}
