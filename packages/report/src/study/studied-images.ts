import { joinImages, labeledOnly, selectImages, type Dataset, type ImageSet } from '@jssl/data';
import { limitImages } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { type TrainConfig } from '@jssl/trainer';

import { isLeftOut, type LeftOut } from './left-out.js';

/** Images with labels. */
export type LabeledSet = ImageSet & { readonly labels: Int32Array };

/** How many images of a kind are shown, and how many there are. */
export interface Shown {
  readonly shown: number;
  readonly total: number;
}

/** The images of a run that its report shows. */
export interface StudiedImages {
  /** The images the run was trained on. */
  readonly train: ImageSet;
  /** The images on the map: test images if they have labels, then training images. */
  readonly gallery: ImageSet;
  /** What the gallery was chosen from. */
  readonly test: Shown;
  readonly training: Shown;
  /** All images that are embedded besides the bank: all test images if they can be classified, else the gallery. */
  readonly embedded: ImageSet;
  /** Where the gallery's images are: their indices in `embedded`, then those in `bank`. */
  readonly places: Places;
  /** The labeled training images by which the test images are classified. */
  readonly bank: LabeledSet | LeftOut;
}

/** The indices of the gallery's images, each list ascending. */
export interface Places {
  readonly embedded: Int32Array;
  readonly bank: Int32Array;
}

/**
 * Makes a seeded choice of the images of a run.
 * All test images are classified. The gallery shows all images if there are few; otherwise test images come
 * first, since the encoder was not trained on them.
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
  const bank = knnBank(data, tested, limitImages(train, most.bankImages, seed));
  // If test images are classified, training images are those whose features are computed anyway.
  const labeled = labeledOnly(train);
  const trained = tested && !isLeftOut(bank) ? bank : labeled.length > 0 ? labeled : train;
  const places = {
    embedded: chosenPlaces(tested?.length ?? 0, most.mapImages, seed),
    bank: chosenPlaces(trained.length, mostTraining(tested, trained, most), seed),
  };
  const gallery = joinImages([
    ...(tested ? [selectImages(tested, places.embedded)] : []),
    ...(places.bank.length > 0 ? [selectImages(trained, places.bank)] : []),
  ]);
  const isMeasured = !isLeftOut(bank);
  return {
    train,
    gallery,
    test: { shown: places.embedded.length, total: tested?.length ?? 0 },
    training: { shown: places.bank.length, total: train.length },
    embedded: isMeasured && tested ? tested : gallery,
    places: isMeasured
      ? places
      : { embedded: Int32Array.from({ length: gallery.length }, (_, at) => at), bank: none },
    bank,
  };
}

/** Test images are shown with training images up to this number: laying out more takes long. */
const FILLED = 1000;

function mostTraining(
  tested: ImageSet | undefined,
  trained: ImageSet,
  { mapImages }: { readonly mapImages: number },
): number {
  if (!tested) return mapImages;
  // Images without labels are not mixed with images that have some.
  return trained.labels ? Math.min(mapImages, FILLED) - tested.length : 0;
}

const none = new Int32Array();

/** A seeded choice of at most `most` indices below `length`, ascending: those of `limitImages`. */
function chosenPlaces(length: number, most: number, seed: number): Int32Array {
  if (most <= 0) return none;
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
