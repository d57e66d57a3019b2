import type { Matrix } from '../analysis/matrix.js';
import { neighborsOf, type NeighborTable } from '../analysis/neighbor-table.js';
import { alongAxes, type PrincipalAxes } from '../analysis/principal-axes.js';
import type { ImageSearch } from './image-search.js';
import { nearestPlaces, nearestRows, type FoundRow } from './nearest-rows.js';

/** What makes a search faster, as it becomes known. */
interface Aids {
  /** The images on their principal axes [N, A]. */
  readonly reduced?: Matrix;
  readonly axes?: PrincipalAxes;
  readonly index?: ImageSearch;
  readonly table?: NeighborTable;
}

/** Finds similar images: at first by comparing vectors, later with what the background work has made. */
export class SimilaritySearch {
  /** Unit vectors [N, F]. */
  readonly features: Matrix;
  #aids: Aids = {};

  constructor(features: Matrix) {
    this.features = features;
  }

  /** Uses something more. */
  use(aids: Aids): void {
    this.#aids = { ...this.#aids, ...aids };
  }

  /** The images on their principal axes; undefined until they are known. */
  get reduced(): Matrix | undefined {
    return this.#aids.reduced;
  }

  /** The images most similar to one of them, without itself. */
  neighbors(index: number, k: number): FoundRow[] {
    const { table } = this.#aids;
    if (table && table.k >= k) return neighborsOf(table, index).slice(0, k);
    const { values, columns } = this.features;
    const vector = values.subarray(index * columns, (index + 1) * columns);
    return this.nearest(vector, k + 1)
      .filter((one) => one.index !== index)
      .slice(0, k);
  }

  /** The images most similar to a unit vector [F]. */
  nearest(vector: Float32Array, k: number): FoundRow[] {
    const count = Math.min(k, this.features.rows);
    if (count === 0) return [];
    const { index, reduced, axes } = this.#aids;
    if (index) return [...index.nearest(vector, count)];
    const first = reduced && axes ? nearestPlaces(reduced, alongAxes(axes, vector)) : undefined;
    return nearestRows(this.features, vector, { k: count, among: first });
  }
}
