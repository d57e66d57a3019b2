import { SettingError } from '@jssl/settings';

import type { TrainConfig } from './train-settings.js';

/** @throws SettingError if there are fewer images than a batch has. */
export function checkBatchAgainst({ batchSize }: TrainConfig, images: number): void {
  if (batchSize <= images) return;
  throw new SettingError({
    setting: 'batchSize',
    required: 'at most the number of training images',
    got: batchSize,
    gotText: `${batchSize} for ${images} images`,
    remedy: 'lower {batchSize}',
  });
}
