import type { VectorRows } from './vector-rows.js';

/** A way to find the most similar of many unit vectors, by their positions. */
export interface VectorSearch {
  /** `hnsw` is approximate, `exact` compares with all vectors. */
  readonly method: 'hnsw' | 'exact';
  /** Adds the vectors [N, F] that follow those it has. */
  add(vectors: Float32Array): void;
  /** Positions of k vectors or fewer, in any order. */
  search(query: Float32Array, k: number): readonly number[];
  /** Writes the vectors, and the graph if there is one. */
  save(file: string): void;
}

/** Creates an empty search; `rows` has its vectors, which the caller appends before `add`. */
export type CreateVectorSearch = (rows: VectorRows) => VectorSearch;
