import type { Dataset, ImageSet } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { type TrainConfig } from '@jssl/trainer';

import type { LeftOut } from './run-study.js';

/** Images that have labels. */
export type LabeledSet = ImageSet & { readonly labels: Int32Array };

/** The images of a run that its report looks at. */
export interface StudiedImages {
  /** Those that the run trained on. */
  readonly train: ImageSet;
  /** Those on the map: test images where they are labeled, else training images. */
  readonly gallery: ImageSet;
  readonly from: 'test' | 'training';
  /** How many the gallery was chosen from. */
  readonly total: number;
  /** The labeled training images that the gallery's are classified by. */
  readonly bank: LabeledSet | LeftOut;
}

/**
 * A seeded choice of the images of a run.
 * @param most.mapImages in the gallery; @param most.bankImages in the bank.
 * @throws InputError when there is none.
 */
export function studiedImages(
  data: Dataset,
  { limit, seed }: Pick<TrainConfig, 'limit' | 'seed'>,
  most: { readonly mapImages: number; readonly bankImages: number },
): StudiedImages {
  if (data.train.length === 0) {
    throw new InputError(
      `${data.name} holds no image; give the images that the run was trained on`,
    );
  }
  const train = limitImages(data.train, limit, seed);
  const tested = data.classes && data.test?.labels && data.test.length > 0 ? data.test : undefined;
  const all = tested ?? train;
  return {
    train,
    gallery: limitImages(all, most.mapImages, seed),
    from: tested ? 'test' : 'training',
    total: all.length,
    bank: knnBank(data, tested, limitImages(train, most.bankImages, seed)),
  };
}

function knnBank(
  { classes }: Dataset,
  tested: ImageSet | undefined,
  bank: ImageSet,
): LabeledSet | LeftOut {
  const { labels } = bank;
  if (!labels || !classes)
    return { leftOut: 'The images have no labels, so nothing can be right or wrong about them.' };
  if (classes.length < 2)
    return { leftOut: 'All images are of one class, so there is nothing to tell apart.' };
  if (!tested) return { leftOut: 'There are no labeled test images to classify.' };
  return { ...bank, labels };
}
