import { createSearchIndex, type SearchIndex } from '@jssl/embeddings';

import type { Matrix } from './matrix.js';
import type { Pause } from './pauser.js';

/** The nearest images of each image, without itself, the most similar first. */
export interface NeighborTable {
  /** k */
  readonly k: number;
  /** [N, k]; −1 where fewer were found. */
  readonly indices: Int32Array;
  /** Cosines [N, k]. */
  readonly similarities: Float32Array;
}

/** Reports how many of N rows are done. */
type Report = (done: number) => void;

/** Adds all rows to an index, whose ids are their numbers. */
export async function indexRows(
  { values, rows, columns }: Matrix,
  pause: Pause,
  report: Report = () => undefined,
): Promise<SearchIndex> {
  const index = await createSearchIndex(columns);
  const batch = 16;
  for (let row = 0; row < rows; row += batch) {
    index.add(values.subarray(row * columns, Math.min(rows, row + batch) * columns));
    report(Math.min(rows, row + batch));
    await pause();
  }
  return index;
}

/** Finds the rows nearest to a vector. */
type FindNearest = (
  vector: Float32Array,
  k: number,
) => readonly { readonly index: number; readonly similarity: number }[];

/** Finds the k nearest others of each row. */
export async function neighborTable(
  { values, rows, columns }: Matrix,
  nearest: FindNearest,
  { k, pause, report }: { readonly k: number; readonly pause: Pause; readonly report?: Report },
): Promise<NeighborTable> {
  const count = Math.min(k, rows - 1);
  const indices = new Int32Array(rows * count).fill(-1);
  const similarities = new Float32Array(rows * count);
  for (let row = 0; row < rows && count > 0; row++) {
    const found = nearest(values.subarray(row * columns, (row + 1) * columns), count + 1);
    const others = found.filter(({ index }) => index !== row).slice(0, count);
    for (const [at, { index, similarity }] of others.entries()) {
      indices[row * count + at] = index;
      similarities[row * count + at] = similarity;
    }
    report?.(row + 1);
    await pause();
  }
  return { k: count, indices, similarities };
}

/** Search in an index of rows. */
export function searchIn(index: SearchIndex): FindNearest {
  return (vector, k) =>
    index.search(vector, k).map(({ id, similarity }) => ({ index: Number(id), similarity }));
}

/** The neighbors of one row. */
export function neighborsOf(
  { k, indices, similarities }: NeighborTable,
  row: number,
): { readonly index: number; readonly similarity: number }[] {
  return Array.from(indices.subarray(row * k, (row + 1) * k), (index, at) => ({
    index,
    similarity: similarities[row * k + at] ?? 0,
  })).filter(({ index }) => index >= 0);
}
