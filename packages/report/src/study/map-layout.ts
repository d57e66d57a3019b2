import type { Random } from '@jssl/augment';
import { UMAP } from 'umap-js';

import type { Neighbors } from './nearest-neighbors.js';

/** Fewer images have no neighborhoods to keep. */
export const LEAST_ON_MAP = 4;

/** Epochs of the layout between two pauses, in which signals and timers get their turn. */
const PAUSE_EVERY = 20;

/**
 * Places images in the plane so that those near each other as vectors are near each other there: UMAP
 * (arXiv 1802.03426) of the cosine distance, 1 − cos, from neighbors that are known already. The same
 * neighbors and random numbers give the same map.
 * @param neighbors [N], N of at least {@link LEAST_ON_MAP}; the more for each, the smoother the map.
 * @returns coordinates [N, 2], in no unit.
 */
export async function mapLayout(
  neighbors: readonly Neighbors[],
  random: Random,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<(readonly [x: number, y: number])[]> {
  // Each image counts as the first of its own neighbors, and UMAP takes fewer than there are images.
  const others = Math.min(neighbors[0]?.places.length ?? 0, neighbors.length - 2);
  const umap = new UMAP({ nNeighbors: 1 + others, random });
  umap.setPrecomputedKNN(
    neighbors.map(({ places }, image) => [image, ...places.slice(0, others)]),
    // Rounding makes the cosine of equal vectors more than 1.
    neighbors.map(({ similarities }) => [
      0,
      ...similarities.slice(0, others).map((one) => Math.max(0, 1 - one)),
    ]),
  );
  const total = umap.initializeFit(neighbors.map(() => [0]));
  for (let epoch = 0; epoch < total; epoch++) {
    umap.step();
    if (epoch % PAUSE_EVERY === 0) {
      onProgress(epoch, total);
      await new Promise(setImmediate);
    }
  }
  return umap.getEmbedding().map(([x = NaN, y = NaN]) => [x, y]);
}
