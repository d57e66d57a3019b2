import { fillUnitRows } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import type { Neighbor } from './nearest-neighbors.js';
import { similarGroups } from './similar-groups.js';

/** Unit vectors at these angles in degrees. */
const atAngles = (degrees: readonly number[]) =>
  tf.tensor2d(degrees.map((angle) => [Math.cos(angle / rad), Math.sin(angle / rad)]));
const rad = 180 / Math.PI;
const placesOf = (groups: readonly Neighbor[][]) =>
  groups.map((group) => group.map(({ place }) => place));

test('by hand: pairs above the threshold and chains of them are groups', async () => {
  // 10° apart is a cosine of 0.985; 0° and 20° belong together by way of 10°.
  const features = atAngles([0, 90, 10, 180, 20, 95, 270]);
  const groups = await similarGroups(features, 0.98);
  expect(placesOf(groups)).toEqual([
    [0, 2, 4],
    [1, 5],
  ]);
  const cosines = groups.map((group) => group.map(({ similarity }) => similarity));
  const expected = [
    [0, 10, 20],
    [0, 5],
  ].map((angles) => angles.map((angle) => Math.cos(angle / rad)));
  // Two float32 products.
  cosines.flat().forEach((cosine, at) => {
    expect(Math.abs(cosine - (expected.flat()[at] ?? NaN))).toBeLessThan(2e-7);
  });
});

test('equal rows are alike at a threshold of 1, others are not', async () => {
  const rows = tf.tensor2d(Float32Array.from(fillUnitRows('groups', 'equal', 40, 33)), [40, 33]);
  const features = tf.concat2d([rows, rows], 0);
  expect(placesOf(await similarGroups(features, 1))).toEqual(
    Array.from({ length: 40 }, (_, row) => [row, row + 40]),
  );
});

test('it agrees with comparing every pair beyond a block, reports progress and leaves no tensor', async () => {
  const [rows, threshold] = [1030, 0.9995];
  const values = fillUnitRows('groups', 'many', rows, 3);
  const features = tf.tensor2d(Float32Array.from(values), [rows, 3]);
  // The lowest row that a chain of similar pairs leads to spreads until nothing changes.
  const lowest = Array.from({ length: rows }, (_, row) => row);
  const pairs: [number, number][] = [];
  let gap = 1;
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      const cosine = [0, 1, 2].reduce(
        (sum, at) => sum + (values[3 * a + at] ?? 0) * (values[3 * b + at] ?? 0),
        0,
      );
      gap = Math.min(gap, Math.abs(cosine - threshold));
      if (cosine >= threshold) pairs.push([a, b]);
    }
  }
  // No pair is so close to the threshold that the 2e-6 allowed for rounding matter.
  expect(gap).toBeGreaterThan(2.5e-6);
  for (let changed = true; changed;) {
    changed = false;
    for (const [a, b] of pairs) {
      const least = Math.min(lowest[a] ?? NaN, lowest[b] ?? NaN);
      changed ||= lowest[a] !== least || lowest[b] !== least;
      lowest[a] = lowest[b] = least;
    }
  }
  const expected = lowest
    .map((_, first) => [...lowest.keys()].filter((row) => lowest[row] === first))
    .filter(({ length }) => length > 1);
  expect(expected.length).toBeGreaterThan(10);
  const before = tf.memory().numTensors;
  const progress: number[] = [];
  const groups = await similarGroups(features, threshold, {
    onProgress: (done) => progress.push(done),
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(placesOf(groups)).toEqual(expected);
  expect(progress).toEqual([1024, 1030]);
});

test('an aborted call rejects with the reason and leaves no tensor', async () => {
  const features = tf.ones<tf.Rank.R2>([1030, 2]);
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const onProgress = () => {
    controller.abort(new Error('enough'));
  };
  const { signal } = controller;
  await expect(similarGroups(features, 1, { onProgress, signal })).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('what does not fit is refused', async () => {
  await expect(similarGroups(tf.zeros([2]) as unknown as tf.Tensor2D, 0.5)).rejects.toThrow(
    new TypeError('similarGroups: features must be [N, F], got [2]'),
  );
  await expect(similarGroups(tf.zeros([2, 3]), 1.1)).rejects.toThrow(
    new RangeError('similarGroups: threshold must be from -1 to 1, got 1.1'),
  );
  await expect(similarGroups(tf.zeros([0, 3]), 0.5)).rejects.toThrow(
    new RangeError('similarGroups: N must be a whole number of at least 1, got 0'),
  );
});
