import type { SearchIndex } from '@jssl/embeddings';

import type { Matrix } from '../analysis/matrix.js';
import { searchIn } from '../analysis/neighbor-table.js';
import { alongAxes, type PrincipalAxes } from '../analysis/principal-axes.js';
import { unitRow } from '../analysis/unit-rows.js';
import { nearestRows, type FoundRow } from './nearest-rows.js';

/** Search for similar images with an index. */
export interface ImageSearch {
  /**
   * The most similar images.
   * @param vector unit vector [F].
   * @param k at most N.
   */
  readonly nearest: (vector: Float32Array, k: number) => readonly FoundRow[];
}

/**
 * Searches in an index of the vectors, or of the images on their principal axes: the candidates found there are then
 * compared by their whole vectors. Such an index takes an eighth of the memory and of the time to build.
 * @param index of all rows of `features`, or of their projections as unit vectors.
 */
export function imageSearch(
  features: Matrix,
  index: SearchIndex,
  axes: PrincipalAxes,
): ImageSearch {
  if (index.features === features.columns) {
    return { nearest: searchIn(index) };
  }
  return {
    nearest: (vector, k) => {
      const candidates = Math.min(index.length, 4 * k + 60);
      const found = index.search(unitRow(alongAxes(axes, vector)), candidates);
      return nearestRows(features, vector, { k, among: found.map(({ id }) => Number(id)) });
    },
  };
}
