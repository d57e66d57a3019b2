import type { ImageSet } from '@jssl/data';
import { validationBankSize } from '@jssl/features';
import { InputError } from '@jssl/settings';

import type { TrainConfig } from './train-config.js';

/** @throws InputError for settings that do not fit the images. */
export function checkAgainstData(config: TrainConfig, images: ImageSet): void {
  if (config.batchSize > images.length) {
    throw new InputError(
      `--batch-size must be at most the number of training images, got ${config.batchSize} and ${images.length} images; lower --batch-size`,
    );
  }
  if (config.evalEvery === 0 || !images.labels) return;
  const bank = validationBankSize(images.labels, config.seed);
  if (config.k > bank) {
    throw new InputError(
      `--k must be at most the size of the kNN bank, got ${config.k} neighbors and ${bank} images; lower --k, or give --eval-every 0 to train without kNN`,
    );
  }
}
