import { createHash } from 'node:crypto';

import type { Dataset, ImageSet, Split } from '../dataset/dataset.js';
import { bitCount, perceptualHash } from './perceptual-hash.js';

/** Hashes of 64 bits that differ in no more are of images that may look alike. */
const MOST_BITS = 4;
/** Images that look alike differ by no more levels of 255 on average. */
const MOST_LEVELS = 6;
/** So many evaluation images are compared with all training images; of more, every so manieth. */
const MOST_COMPARED = 5000;

/** One image of a data set. */
export interface ImagePlace {
  readonly split: Split;
  readonly name: string;
}

/** Two images that are equal, or look alike. */
export interface DuplicatePair {
  readonly first: ImagePlace;
  readonly second: ImagePlace;
}

/** Images that are there twice. */
export interface Duplicates {
  /** Images of which an equal one came before, within the training images. */
  readonly withinTrain: number;
  /** Equal images in two splits: what is tested on was trained on. */
  readonly acrossSplits: readonly DuplicatePair[];
  /** Evaluation images that look like a training image, without the equal ones. */
  readonly nearAcrossSplits: readonly DuplicatePair[];
  /** How many evaluation images were compared with all the training images. */
  readonly compared: number;
}

interface HashedImage extends ImagePlace {
  readonly set: ImageSet;
  readonly index: number;
  readonly hash: readonly [number, number];
  /** Equal where the pixels are equal. */
  readonly content: string;
}

/** Every image of a data set, split by split, in the order in which it is stored. */
export function* everyImage(
  dataset: Dataset,
): Generator<{ split: Split; set: ImageSet; index: number; pixels: Uint8Array }> {
  for (const split of ['train', 'validation', 'test'] as const) {
    const set = dataset[split];
    for (let index = 0; index < (set?.length ?? 0); index++) {
      if (set) yield { split, set, index, pixels: set.read([index]) };
    }
  }
}

function meanDifference(first: Uint8Array, second: Uint8Array): number {
  return (
    first.reduce((sum, value, at) => sum + Math.abs(value - (second[at] ?? 0)), 0) / first.length
  );
}

/** Finds the first of some images that looks like another one, if there is one. */
function alikeAmong(
  images: readonly HashedImage[],
): (image: HashedImage) => HashedImage | undefined {
  // Hundreds of millions of comparisons: typed arrays, not objects.
  const highs = Int32Array.from(images, ({ hash }) => hash[0]);
  const lows = Int32Array.from(images, ({ hash }) => hash[1]);
  return ({ hash: [high, low], set, index }) => {
    let pixels: Uint8Array | undefined;
    for (let at = 0; at < highs.length; at++) {
      if (bitCount((highs[at] ?? 0) ^ high) + bitCount((lows[at] ?? 0) ^ low) > MOST_BITS) continue;
      const one = images[at];
      pixels ??= set.read([index]);
      if (one && meanDifference(pixels, one.set.read([one.index])) <= MOST_LEVELS) return one;
    }
    return undefined;
  };
}

/**
 * Finds equal images by a hash of their pixels, and images that look alike by a perceptual hash and
 * then by their pixels.
 * @param onImage is called after each image that was hashed.
 */
export function findDuplicates(
  dataset: Dataset,
  onImage: () => void = () => undefined,
): Duplicates {
  const train: HashedImage[] = [];
  const others: HashedImage[] = [];
  const seen = new Map<string, HashedImage>();
  let withinTrain = 0;
  const acrossSplits: DuplicatePair[] = [];
  for (const { split, set, index, pixels } of everyImage(dataset)) {
    const content = createHash('sha256').update(pixels).digest('base64');
    const hash = perceptualHash(pixels, dataset);
    const image = { split, set, index, name: set.name(index), hash, content };
    const before = seen.get(content);
    if (!before) seen.set(content, image);
    else if (before.split !== split)
      acrossSplits.push({ first: place(before), second: place(image) });
    else if (split === 'train') withinTrain++;
    if (split === 'train') train.push(image);
    else if (before?.split !== 'train') others.push(image);
    onImage();
  }
  const step = Math.max(1, Math.ceil(others.length / MOST_COMPARED));
  const compared = others.filter((_, index) => index % step === 0);
  const alikeOf = alikeAmong(train);
  const nearAcrossSplits = compared.flatMap((image) => {
    const alike = alikeOf(image);
    return alike ? [{ first: place(alike), second: place(image) }] : [];
  });
  return { withinTrain, acrossSplits, nearAcrossSplits, compared: compared.length };
}

const place = ({ split, name }: ImagePlace): ImagePlace => ({ split, name });
