import type { Neighbors } from './nearest-neighbors.js';
import { choosePlaces } from './view-rows.js';

/**
 * A seeded choice of images to show: of as many classes as there are among them, where they have any,
 * one of each.
 * @param labels of the images [N].
 * @returns their places, `most` or fewer.
 */
export function chooseSamples(
  length: number,
  labels: readonly number[] | undefined,
  most: number,
  seed: number,
): number[] {
  if (!labels) return choosePlaces(length, most, seed);
  const firsts = [...new Set(labels)].sort((one, other) => one - other);
  return choosePlaces(firsts.length, most, seed).map((at) => labels.indexOf(firsts[at] ?? NaN));
}

/** The share of all neighbors that are of the image's own class, in [0, 1]. */
export function sameClassShare(neighbors: readonly Neighbors[], labels: readonly number[]): number {
  const shares = neighbors.map(
    ({ places }, image) =>
      places.filter((place) => labels[place] === labels[image]).length / places.length,
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
