import { labeledOnly, type Dataset, type ImageSet } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { type TrainConfig } from '@jssl/trainer';

import { isLeftOut, type LeftOut } from './left-out.js';

/** Images with labels. */
export type LabeledSet = ImageSet & { readonly labels: Int32Array };

/** The images of a run that its report shows. */
export interface StudiedImages {
  /** The images the run was trained on. */
  readonly train: ImageSet;
  /** The images on the map: test images if they have labels, else training images. */
  readonly gallery: ImageSet;
  readonly from: 'test' | 'training';
  /** How many images the gallery was chosen from. */
  readonly total: number;
  /** All images that are embedded, test images if they have labels: those of the gallery among them. */
  readonly embedded: ImageSet;
  /** The indices of the gallery's images in `embedded`, ascending. */
  readonly places: Int32Array;
  /** The labeled training images by which the gallery is classified. */
  readonly bank: LabeledSet | LeftOut;
}

/**
 * Makes a seeded choice of the images of a run.
 * All test images are classified; the gallery shows some of them.
 * @param most largest number of images in the gallery and in the bank.
 * @throws InputError when there are no images.
 */
export function studiedImages(
  data: Dataset,
  { limit, seed }: Pick<TrainConfig, 'limit' | 'seed'>,
  most: { readonly mapImages: number; readonly bankImages: number },
): StudiedImages {
  if (data.train.length === 0) {
    throw new InputError(`${data.name} has no images; pass the images that the run was trained on`);
  }
  const train = limitImages(data.train, limit, seed);
  const tested = data.classes && data.test?.labels && data.test.length > 0 ? data.test : undefined;
  const labeled = labeledOnly(train);
  const all = tested ?? (labeled.length > 0 ? labeled : train);
  const bank = knnBank(data, tested, limitImages(train, most.bankImages, seed));
  const gallery = limitImages(all, most.mapImages, seed);
  const places = placesOf(all.length, most.mapImages, seed);
  const isMeasured = !isLeftOut(bank);
  return {
    train,
    gallery,
    embedded: isMeasured ? all : gallery,
    places: isMeasured ? places : Int32Array.from(places.keys()),
    from: tested ? 'test' : 'training',
    total: all.length,
    bank,
  };
}

/** The indices that `limitImages` chooses. */
function placesOf(length: number, most: number, seed: number): Int32Array {
  const labels = Int32Array.from({ length }, (_, index) => index);
  const all: ImageSet = { length, labels, name: String, read: () => new Uint8Array() };
  return limitImages(all, most, seed).labels ?? labels;
}

function knnBank(
  { classes }: Dataset,
  tested: ImageSet | undefined,
  bank: ImageSet,
): LabeledSet | LeftOut {
  const labeled = labeledOnly(bank);
  const { labels } = labeled;
  if (!labels?.length || !classes) return { leftOut: 'The images have no labels.' };
  if (classes.length < 2) return { leftOut: 'All images belong to one class.' };
  if (!tested) return { leftOut: 'There are no labeled test images to classify.' };
  return { ...labeled, labels };
}
