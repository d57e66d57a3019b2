import { createHash } from 'node:crypto';

import type { Dataset, ImageSet, Split } from '../dataset/dataset.js';
import { bitCount, perceptualHash } from './perceptual-hash.js';

/** Images may look alike if their 64-bit hashes differ in at most this many bits. */
const MOST_BITS = 4;
/** Images look alike if their pixels differ by at most this many levels of 255 on average. */
const MOST_LEVELS = 6;
/** The most evaluation images compared with all training images; if there are more, every nth is sampled. */
const MOST_COMPARED = 5000;

/** Other work runs at least this often. */
const LONGEST_TURN_MS = 20;

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

/** Equal and similar images of a data set. */
export interface Duplicates {
  /** Training images equal to an earlier training image. */
  readonly withinTrain: number;
  /** Equal images in two splits, such as test images that are also training images. */
  readonly acrossSplits: readonly DuplicatePair[];
  /** Evaluation images that look like a training image but are not equal to one. */
  readonly nearAcrossSplits: readonly DuplicatePair[];
  /** The number of evaluation images that were compared with all training images. */
  readonly compared: number;
}

interface HashedImage extends ImagePlace {
  readonly set: ImageSet;
  readonly index: number;
  readonly hash: readonly [number, number];
  /** A hash of the pixels. */
  readonly content: string;
}

/** Yields every image of a data set, split by split, in stored order; lets other work run in between. */
export async function* everyImage(
  dataset: Dataset,
): AsyncGenerator<{ split: Split; set: ImageSet; index: number; pixels: Uint8Array }> {
  const pause = pauser();
  for (const split of ['train', 'validation', 'test'] as const) {
    const set = dataset[split];
    for (let index = 0; index < (set?.length ?? 0); index++) {
      await pause();
      if (set) yield { split, set, index, pixels: set.read([index]) };
    }
  }
}

/** Returns a function that lets other work run if it hasn't for a while. */
function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_TURN_MS) return;
    await new Promise(setImmediate);
    last = performance.now();
  };
}

function meanDifference(first: Uint8Array, second: Uint8Array): number {
  return (
    first.reduce((sum, value, at) => sum + Math.abs(value - (second[at] ?? 0)), 0) / first.length
  );
}

/** Returns a function that finds the first of `images` that looks like a given one. */
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
 * Finds equal images by a hash of their pixels, and similar ones by a perceptual hash and then their pixels.
 * @param onImage called after each image is hashed; what it throws ends the search.
 */
export async function findDuplicates(
  dataset: Dataset,
  onImage: () => void = () => undefined,
): Promise<Duplicates> {
  const train: HashedImage[] = [];
  const others: HashedImage[] = [];
  const seen = new Map<string, HashedImage>();
  let withinTrain = 0;
  const acrossSplits: DuplicatePair[] = [];
  for await (const { split, set, index, pixels } of everyImage(dataset)) {
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
  const nearAcrossSplits: DuplicatePair[] = [];
  const pause = pauser();
  for (const image of compared) {
    await pause();
    const alike = alikeOf(image);
    if (alike) nearAcrossSplits.push({ first: place(alike), second: place(image) });
  }
  return { withinTrain, acrossSplits, nearAcrossSplits, compared: compared.length };
}

const place = ({ split, name }: ImagePlace): ImagePlace => ({ split, name });
