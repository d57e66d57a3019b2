import type { Random } from '@jssl/augment';

import type { Matrix } from './matrix.js';
import type { Pause } from './pauser.js';
import { sampleRows } from './sample-rows.js';

/** Rows that the axes are computed from, and rounds of the iteration. */
const [SAMPLE, ROUNDS] = [1000, 6];

/** The directions in which rows differ most, and how far the origin is along each. */
export interface PrincipalAxes {
  /** Unit vectors at right angles, the most important first. */
  readonly axes: readonly Float32Array[];
  readonly offsets: readonly number[];
}

/**
 * Principal component analysis of a sample of the rows, by orthogonal iteration. The last axes are approximate.
 * @param count of the axes, at most the number of columns.
 */
export async function principalAxes(
  features: Matrix,
  count: number,
  { random, pause }: { readonly random: Random; readonly pause: Pause },
): Promise<PrincipalAxes> {
  const { values, rows, columns } = features;
  const size = Math.min(count, columns);
  const sample = sampleRows(rows, SAMPLE, random);
  const mean = new Float64Array(columns);
  for (const row of sample) {
    for (let at = 0; at < columns; at++) {
      mean[at] = (mean[at] ?? 0) + (values[row * columns + at] ?? 0) / sample.length;
    }
  }
  const centered = new Float32Array(sample.length * columns);
  for (const [to, row] of sample.entries()) {
    for (let at = 0; at < columns; at++) {
      centered[to * columns + at] = (values[row * columns + at] ?? 0) - (mean[at] ?? 0);
    }
  }
  let axes = Array.from({ length: size }, () =>
    Float32Array.from({ length: columns }, () => random() - 0.5),
  );
  orthogonalize(axes);
  for (let round = 0; round < ROUNDS; round++) {
    const next = axes.map(() => new Float32Array(columns));
    for (let row = 0; row < sample.length; row++) {
      const vector = centered.subarray(row * columns, (row + 1) * columns);
      for (const [axis, direction] of axes.entries()) {
        addScaled(next[axis] ?? direction, vector, dot(direction, vector));
      }
      await pause();
    }
    orthogonalize(next);
    axes = next;
  }
  return { axes, offsets: axes.map((axis) => dot(axis, Float32Array.from(mean))) };
}

/** The coordinates of a vector along the axes. */
export function alongAxes({ axes, offsets }: PrincipalAxes, vector: Float32Array): Float32Array {
  return Float32Array.from(axes, (axis, at) => dot(axis, vector) - (offsets[at] ?? 0));
}

/**
 * Projects rows on axes.
 * @param count of the axes, the first ones. Default: all.
 * @returns [N, count]
 */
export async function projectRows(
  { values, rows, columns }: Matrix,
  { axes, offsets }: PrincipalAxes,
  { pause, count = axes.length }: { readonly pause: Pause; readonly count?: number },
): Promise<Matrix> {
  const used = axes.slice(0, count);
  const projected = new Float32Array(rows * used.length);
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * columns, (row + 1) * columns);
    for (const [at, axis] of used.entries()) {
      projected[row * used.length + at] = dot(axis, vector) - (offsets[at] ?? 0);
    }
    if (row % 64 === 0) await pause();
  }
  return { values: projected, rows, columns: used.length };
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

function addScaled(to: Float32Array, from: Float32Array, factor: number): void {
  for (let at = 0; at < to.length; at++) to[at] = (to[at] ?? 0) + factor * (from[at] ?? 0);
}

/** Gram-Schmidt: unit vectors at right angles, in place. */
function orthogonalize(axes: readonly Float32Array[]): void {
  for (const [at, axis] of axes.entries()) {
    for (const earlier of axes.slice(0, at)) addScaled(axis, earlier, -dot(axis, earlier));
    const norm = Math.sqrt(dot(axis, axis));
    for (let place = 0; place < axis.length; place++) {
      axis[place] = norm > 1e-12 ? (axis[place] ?? 0) / norm : 0;
    }
  }
}
