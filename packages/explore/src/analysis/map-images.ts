import type { Random } from '@jssl/augment';
import { mapLayout } from '@jssl/report/map-layout';

import type { Matrix } from './matrix.js';
import {
  indexRows,
  neighborsOf,
  neighborTable,
  searchIn,
  type NeighborTable,
} from './neighbor-table.js';
import type { Pause } from './pauser.js';
import { sampleRows } from './sample-rows.js';

/** Images that UMAP lays out; the others are placed between them. */
const LAID_OUT = 4000;
/** Images that one of the others is placed between. */
const BETWEEN = 4;
/** With fewer images UMAP has no neighborhoods to preserve. */
const LEAST = 4;

/**
 * Lays out images so that similar ones are near each other: UMAP (arXiv 1802.03426) of up to 4,000 of them, drawn
 * at random. Each other image is placed between its nearest four of these, weighted by similarity.
 * @param features unit vectors [N, F], whole or on principal axes.
 * @param table neighbors of all images, used if UMAP lays out all.
 * @returns coordinates from −1 to 1 [N, 2].
 */
export async function mapImages(
  features: Matrix,
  table: NeighborTable,
  options: {
    readonly random: Random;
    readonly pause: Pause;
    readonly report: (done: number, total: number) => void;
  },
): Promise<Float32Array> {
  const { random, pause, report } = options;
  const { values, rows, columns } = features;
  if (rows < LEAST)
    return toSquare(Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 ? 0 : at)));
  const sample = sampleRows(rows, LAID_OUT, random);
  const isWhole = sample.length === rows;
  const chosen = isWhole ? features : rowsOf(features, sample);
  const index = isWhole ? undefined : await indexRows(chosen, pause);
  const near = index ? await neighborTable(chosen, searchIn(index), { k: table.k, pause }) : table;
  const lists = Array.from({ length: sample.length }, (_, row) => {
    const found = neighborsOf(near, row);
    // The graph may miss a neighbor; UMAP needs as many for each.
    while (found.length < near.k) found.push(found.at(-1) ?? { index: row, similarity: 0 });
    return {
      indices: found.map((one) => one.index),
      similarities: found.map(({ similarity }) => similarity),
    };
  });
  const points = await mapLayout(lists, random, report);
  const map = new Float32Array(2 * rows);
  for (const [at, row] of sample.entries()) map.set(points[at] ?? [0, 0], 2 * row);
  if (index) {
    const isLaidOut = new Set(sample);
    for (let row = 0; row < rows; row++) {
      if (isLaidOut.has(row)) continue;
      const vector = values.subarray(row * columns, (row + 1) * columns);
      map.set(between(index.search(vector, BETWEEN), points, random), 2 * row);
      await pause();
    }
  }
  return toSquare(map);
}

function rowsOf({ values, columns }: Matrix, rows: Int32Array): Matrix {
  const chosen = new Float32Array(rows.length * columns);
  for (const [to, row] of rows.entries()) {
    chosen.set(values.subarray(row * columns, (row + 1) * columns), to * columns);
  }
  return { values: chosen, rows: rows.length, columns };
}

/** A place between those of similar images; random among equally similar ones, so that images don't pile up. */
function between(
  found: readonly { readonly id: string | number; readonly similarity: number }[],
  points: readonly (readonly [x: number, y: number])[],
  random: Random,
): [x: number, y: number] {
  const nearest = found[0]?.similarity ?? 0;
  let [x, y, sum] = [0, 0, 0];
  for (const { id, similarity } of found) {
    const weight = random() * Math.exp(20 * (similarity - nearest));
    const [pointX, pointY] = points[Number(id)] ?? [0, 0];
    [x, y, sum] = [x + weight * pointX, y + weight * pointY, sum + weight];
  }
  return [x / sum, y / sum];
}

/** Scales coordinates [N, 2] so that the longer side is from −1 to 1. */
export function toSquare(map: Float32Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const [at, value] of map.entries()) {
    low[at % 2] = Math.min(low[at % 2] ?? 0, value);
    high[at % 2] = Math.max(high[at % 2] ?? 0, value);
  }
  const sides = low.map((least, axis) => (high[axis] ?? 0) - least);
  const side = Math.max(...sides) || 1;
  return map.map((value, at) => {
    const middle = ((low[at % 2] ?? 0) + (high[at % 2] ?? 0)) / 2;
    return (2 * (value - middle)) / side;
  });
}
