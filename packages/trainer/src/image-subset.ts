import type { ImageSet } from '@jssl/data';
import { randomPermutation } from '@jssl/moco';

import { randomStream } from './random-streams.js';

/**
 * The images of `set` at `indices`, in that order, without copying pixels.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { selectImages } from '@jssl/trainer';
 *
 * const { train } = await openDataset('photos', { cacheFolder: 'cache' });
 * const two = selectImages(train, Int32Array.of(5, 0));
 * console.log(two.length, two.names(1) === train.names(0)); // 2 true
 * ```
 */
export function selectImages(set: ImageSet, indices: Int32Array): ImageSet {
  const at = (index: number) => {
    const source = indices[index];
    if (source === undefined) {
      throw new RangeError(`selectImages: index must be below ${indices.length}, got ${index}`);
    }
    return source;
  };
  const { attributes, prefetch } = set;
  return {
    length: indices.length,
    ...(set.labels && { labels: indices.map((index) => set.labels?.[index] ?? 0) }),
    names: (index) => set.names(at(index)),
    read: (chosen) => set.read(Int32Array.from(chosen, at)),
    ...(prefetch && {
      prefetch: (chosen: ArrayLike<number>) => {
        prefetch(Int32Array.from(chosen, at));
      },
    }),
    ...(attributes && { attributes: selectAttributes(attributes, indices) }),
  };
}

function selectAttributes(
  attributes: NonNullable<ImageSet['attributes']>,
  indices: Int32Array,
): NonNullable<ImageSet['attributes']> {
  const chosen = Object.entries(attributes).map(([name, values]) => [
    name,
    Array.from(indices, (index) => values[index]),
  ]);
  return Object.fromEntries(chosen) as NonNullable<ImageSet['attributes']>;
}

/**
 * A seeded choice of `count` images, in their original order; all of them when there are no more.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { limitImages } from '@jssl/trainer';
 *
 * const { train } = await openDataset('photos', { cacheFolder: 'cache' });
 * console.log(limitImages(train, 4, 1).length, limitImages(train, undefined, 1) === train); // 4 true
 * ```
 */
export function limitImages(set: ImageSet, count: number | undefined, seed: number): ImageSet {
  if (count === undefined || count >= set.length) return set;
  const order = randomPermutation(set.length, randomStream(seed, 'subset'));
  return selectImages(set, order.slice(0, count).sort());
}

/**
 * Splits labelled images into the part of a kNN bank and a stratified validation part: `share` of
 * each class, at least one image and never all of them.
 * @returns indices in ascending order.
 */
export function stratifiedSplit(
  labels: Int32Array,
  share: number,
  seed: number,
): { bank: Int32Array; validation: Int32Array } {
  const validation = new Set<number>();
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const members = byClass.get(label);
    if (members) members.push(index);
    else byClass.set(label, [index]);
  });
  for (const [label, members] of byClass) {
    const count = Math.min(members.length - 1, Math.max(1, Math.round(members.length * share)));
    const order = randomPermutation(members.length, randomStream(seed, 'split', label));
    for (const at of order.subarray(0, count)) validation.add(members[at] ?? 0);
  }
  const all = Int32Array.from(labels.keys());
  return {
    bank: all.filter((index) => !validation.has(index)),
    validation: all.filter((index) => validation.has(index)),
  };
}
