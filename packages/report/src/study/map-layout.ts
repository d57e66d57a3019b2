import type { Random } from '@jssl/augment';
import { UMAP } from 'umap-js';

import type { Neighbors } from './neighbors.js';

/** Layout epochs before yielding to signals and timers. */
const PAUSE_EVERY = 20;

/** Coordinates [N, 2] of the gallery's images. */
export type EmbeddingMap = readonly (readonly [x: number, y: number])[];

/**
 * Lays out images in the plane so that similar ones are near each other: UMAP (arXiv 1802.03426) with
 * cosine distance, 1 − cos, and precomputed neighbors. Deterministic for the same neighbors and random
 * numbers.
 * @param neighbors [N], at least 4; the more for each image, the smoother the map.
 * @returns coordinates [N, 2], without a unit.
 * @example
 * ```ts
 * import { keyedRandom } from '@jssl/augment';
 * import { mapLayout } from '@jssl/report/map-layout';
 *
 * // Five images in a row, each with two neighbors.
 * const neighbors = [[1, 2], [0, 2], [1, 3], [2, 4], [3, 2]].map((indices) => {
 *   return { indices, similarities: [0.9, 0.8] };
 * });
 * console.log((await mapLayout(neighbors, keyedRandom(0))).length); // 5
 * ```
 */
export async function mapLayout(
  neighbors: readonly Neighbors[],
  random: Random,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<EmbeddingMap> {
  // UMAP counts an image as its own first neighbor, and needs fewer neighbors than images.
  const others = Math.min(neighbors[0]?.indices.length ?? 0, neighbors.length - 2);
  const umap = new UMAP({ nNeighbors: 1 + others, random });
  umap.setPrecomputedKNN(
    neighbors.map(({ indices }, image) => [image, ...indices.slice(0, others)]),
    // Rounding can make the cosine of equal vectors more than 1.
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
