import { selectImages, type ImageSet } from '@jssl/data';
import { randomPermutation } from '@jssl/moco';

import { randomStream } from './random-streams.js';

/**
 * A seeded choice of `count` images, in their original order; all of them when there are no more.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { limitImages } from '@jssl/features';
 *
 * const { train } = await openDataset('photos');
 * console.log(limitImages(train, 4, 1).length, limitImages(train, undefined, 1) === train); // 4 true
 * ```
 */
export function limitImages(set: ImageSet, count: number | undefined, seed: number): ImageSet {
  if (count === undefined || count >= set.length) return set;
  const order = randomPermutation(set.length, randomStream(seed, 'subset'));
  return selectImages(set, order.slice(0, count).sort());
}

/**
 * Splits labeled images into the part of a kNN bank and a stratified validation part: `share` of
 * each class, at least one image and never all of them.
 * @returns indices in ascending order.
 * @example
 * ```ts
 * import { stratifiedSplit } from '@jssl/features';
 *
 * const { bank, validation } = stratifiedSplit(Int32Array.of(0, 0, 1, 1), 0.1, 0);
 * console.log(bank.length, validation.length); // 2 2
 * ```
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
