import type { Random } from '@jssl/augment';
import { kmeansGenerator } from 'ml-kmeans';

import { dotRows, type Matrix } from './matrix.js';
import type { Pause } from './pauser.js';
import { sampleRows } from './sample-rows.js';

/** Images that the groups are found in; the others join the nearest group. */
const SAMPLE = 3000;
const ITERATIONS = 30;
/** Images shown for a group. */
const TYPICAL = 6;

/** The most groups that are made without being asked for: as many as can be looked through. */
const MOST_GROUPS = 24;

/** The usual rule of thumb for k-means, √(N / 2), up to what can be looked through. */
export function defaultGroups(images: number): number {
  return Math.max(1, Math.min(MOST_GROUPS, Math.round(Math.sqrt(images / 2))));
}

/** Groups of similar images. */
export interface Groups {
  /** The group of each image [N], from 0, the largest first. */
  readonly codes: Int32Array;
  /** The images of each group that are nearest to its mean. */
  readonly typical: readonly (readonly number[])[];
  readonly sizes: readonly number[];
}

/**
 * Groups images by k-means (k-means++, ml-kmeans) of a sample.
 * @param reduced the images, projected on their principal axes [N, A].
 * @param count of groups; fewer come out if there are fewer different images.
 */
export async function groupImages(
  features: Matrix,
  reduced: Matrix,
  {
    count,
    random,
    pause,
  }: { readonly count: number; readonly random: Random; readonly pause: Pause },
): Promise<Groups> {
  const { rows, columns } = reduced;
  const sample = sampleRows(rows, SAMPLE, random);
  const points = Array.from(sample, (row) =>
    Array.from(reduced.values.subarray(row * columns, (row + 1) * columns)),
  );
  const seed = Math.floor(random() * 2 ** 31);
  const groups = Math.min(count, points.length);
  let centroids: readonly (readonly number[])[] = [[]];
  if (groups > 1) {
    // One iteration after the other: with many groups all of them would keep the page waiting for seconds.
    for (const iteration of kmeansGenerator(points, groups, { seed, maxIterations: ITERATIONS })) {
      ({ centroids } = iteration);
      await pause();
    }
  }
  const codes = new Int32Array(rows);
  if (rows === 0) return { codes, sizes: [], typical: [] };
  for (let row = 0; row < rows; row++) {
    let best = Infinity;
    for (const [group, center] of centroids.entries()) {
      let distance = 0;
      for (let at = 0; at < columns; at++) {
        distance += ((reduced.values[row * columns + at] ?? 0) - (center[at] ?? 0)) ** 2;
      }
      if (distance < best) [best, codes[row]] = [distance, group];
    }
    if (row % 256 === 0) await pause();
  }
  const sizes = centroids.map(() => 0);
  for (const code of codes) sizes[code] = (sizes[code] ?? 0) + 1;
  const order = sizes
    .map((size, group) => ({ size, group }))
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.size - one.size);
  const renamed = new Map(order.map(({ group }, place) => [group, place]));
  const sorted = codes.map((code) => renamed.get(code) ?? 0);
  return {
    codes: sorted,
    sizes: order.map(({ size }) => size),
    typical: await typicalImages(features, sorted, { groups: order.length, pause }),
  };
}

/** The images of each group with the highest dot product with the group's mean. */
async function typicalImages(
  features: Matrix,
  codes: Int32Array,
  { groups, pause }: { readonly groups: number; readonly pause: Pause },
): Promise<number[][]> {
  const { values, rows, columns } = features;
  const means: Matrix = { values: new Float32Array(groups * columns), rows: groups, columns };
  for (let row = 0; row < rows; row++) {
    const start = (codes[row] ?? 0) * columns;
    for (let at = 0; at < columns; at++) {
      means.values[start + at] =
        (means.values[start + at] ?? 0) + (values[row * columns + at] ?? 0);
    }
    if (row % 256 === 0) await pause();
  }
  const best = Array.from({ length: groups }, () => [] as { row: number; likeness: number }[]);
  for (let row = 0; row < rows; row++) {
    const code = codes[row] ?? 0;
    const list = best[code] ?? [];
    const likeness = dotRows(features, row, means, code);
    if (list.length === TYPICAL && likeness <= (list.at(-1)?.likeness ?? 0)) continue;
    list.push({ row, likeness });
    list.sort((one, other) => other.likeness - one.likeness);
    list.length = Math.min(list.length, TYPICAL);
    if (row % 256 === 0) await pause();
  }
  return best.map((list) => list.map(({ row }) => row));
}
