import { labeledOnly, type ImageSet } from '@jssl/data';
import { validationBankSize } from '@jssl/features';
import { SettingError } from '@jssl/settings';

import type { TrainConfig } from './train-settings.js';

/** @throws SettingError for settings that do not fit the images. */
export function checkAgainstData(config: TrainConfig, images: ImageSet): void {
  const { batchSize, evalEvery, k, seed } = config;
  if (batchSize > images.length) {
    throw new SettingError({
      setting: 'batchSize',
      required: 'at most the number of training images',
      got: batchSize,
      gotText: `${batchSize} for ${images.length} images`,
      remedy: 'lower {batchSize}',
    });
  }
  const { labels } = labeledOnly(images);
  if (evalEvery === 0 || !labels?.length) return;
  const bank = validationBankSize(labels, seed);
  if (k > bank) {
    throw new SettingError({
      setting: 'k',
      required: 'at most the number of images in the kNN bank',
      got: k,
      gotText: `${k} for ${bank} images`,
      remedy: 'lower {k}, or set {evalEvery} to 0 to train without kNN',
    });
  }
}
