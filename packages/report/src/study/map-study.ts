import { keyedRandom, type Random } from '@jssl/augment';
import { UMAP } from 'umap-js';

import type { LeftOut } from './left-out.js';
import type { Neighbors } from './nearest-neighbors.js';
import type { StudiedRun } from './studied-run.js';

/** Fewer images have no neighborhoods to preserve. */
const LEAST_ON_MAP = 4;

/** Layout epochs before yielding to signals and timers. */
const PAUSE_EVERY = 20;

/** Coordinates [N, 2] of the gallery's images. */
export type EmbeddingMap = readonly (readonly [x: number, y: number])[];

/** Lays out the gallery by the encoder's neighbors. */
export async function studyMap(run: StudiedRun): Promise<EmbeddingMap | LeftOut> {
  if (run.images.gallery.length < LEAST_ON_MAP)
    return { leftOut: `A map needs at least ${LEAST_ON_MAP} images.` };
  const { neighbors } = await run.compared();
  return mapLayout(neighbors.encoder, keyedRandom(run.config.seed), (done, total) => {
    run.report({ phase: 'laying out the map', done, total });
  });
}

/**
 * Lays out images in the plane so that similar ones are near each other: UMAP (arXiv 1802.03426) with
 * cosine distance, 1 − cos, and precomputed neighbors. Deterministic for the same neighbors and random
 * numbers.
 * @param neighbors [N], at least 4; the more for each image, the smoother the map.
 * @returns coordinates [N, 2], without a unit.
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
