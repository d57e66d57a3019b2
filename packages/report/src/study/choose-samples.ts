import { randomStream } from '@jssl/features';

import type { Neighbors } from './neighbors.js';

/**
 * Draws at most `count` distinct indices below `length` at random by `seed`, in ascending order.
 * @example
 * ```ts
 * import { chooseIndices } from '@jssl/report';
 *
 * console.log(chooseIndices(100, 5, 1)); // [ 8, 15, 25, 32, 78 ]
 * ```
 */
export function chooseIndices(length: number, count: number, seed: number): number[] {
  const random = randomStream(seed, 'subset');
  const chosen = new Set<number>();
  while (chosen.size < Math.min(length, count)) chosen.add(Math.floor(random() * length));
  return [...chosen].sort((first, second) => first - second);
}

/**
 * Chooses images to show, by `seed`: with labels, the first image of different classes; otherwise any images.
 * @param labels of the images [N].
 * @returns their indices, at most `count`.
 */
export function chooseSamples(
  length: number,
  labels: readonly number[] | undefined,
  { count, seed }: { readonly count: number; readonly seed: number },
): number[] {
  if (!labels) return chooseIndices(length, count, seed);
  const classes = [...new Set(labels)].sort((one, other) => one - other);
  return chooseIndices(classes.length, count, seed).map((at) => labels.indexOf(classes[at] ?? NaN));
}

/** The mean share of an image's neighbors that have its class, in [0, 1]. */
export function sameClassShare(neighbors: readonly Neighbors[], labels: readonly number[]): number {
  const shares = neighbors.map(
    ({ indices }, image) =>
      indices.filter((index) => labels[index] === labels[image]).length / indices.length,
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
