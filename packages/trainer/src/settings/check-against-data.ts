import { labeledOnly, type Dataset, type ImageSet } from '@jssl/data';
import { limitImages, neighborsOf, partnerGroups, validationBankSize } from '@jssl/features';
import { SettingError } from '@jssl/settings';

import { checkBatchAgainst } from './check-batch-against.js';
import type { MethodTraits } from './method-traits.js';
import type { TrainConfig } from './train-settings.js';

/**
 * @param partners of the data set.
 * @throws SettingError for settings that do not fit the images.
 */
export function checkAgainstData(
  config: TrainConfig,
  images: ImageSet,
  partners?: Dataset['partners'],
): void {
  const { evalEvery, k, seed } = config;
  checkBatchAgainst(config, images.length);
  const labeled = labeledOnly(images);
  if (evalEvery === 0 || !labeled.labels?.length || k === undefined) return;
  const bank = validationBankSize(labeled.labels, seed, partnerGroups(labeled, partners));
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

/** Advice about settings that work, but not well, with the images; names of settings are in braces. */
export function adviceAboutData(
  { m }: TrainConfig,
  { queue }: Pick<MethodTraits, 'queue'>,
  images: ImageSet,
): string[] {
  if (!queue || m <= images.length) return [];
  return [
    `the queue of ${m} negatives is longer than the ${images.length} training images, so it contains images several times; a smaller {m} fits better`,
  ];
}

/**
 * The settings with a k derived from the training images, if none was given (see `neighborsOf` of
 * `@jssl/features`). Without labels there is no kNN, and k stays undefined.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { defaultTrainConfig, withNeighbors } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * console.log(withNeighbors(defaultTrainConfig, photos).k); // 4
 * ```
 */
export function withNeighbors(
  config: TrainConfig,
  { train, partners }: Pick<Dataset, 'train' | 'partners'>,
): TrainConfig {
  const { k, limit, seed } = config;
  if (k !== undefined) return config;
  const images = labeledOnly(limitImages(train, limit, seed));
  const { labels } = images;
  if (!labels?.length) return config;
  const most = validationBankSize(labels, seed, partnerGroups(images, partners));
  return { ...config, k: neighborsOf(undefined, labels, most) };
}
