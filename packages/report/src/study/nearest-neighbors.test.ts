import { keyedRandom } from '@jssl/augment';
import * as tf from '@tensorflow/tfjs-core';

import { nearestNeighbors } from './nearest-neighbors.js';

function unitRows(count: number, size: number): tf.Tensor2D {
  const random = keyedRandom(4);
  const values = tf.tensor2d(
    Float32Array.from({ length: count * size }, () => random() - 0.5),
    [count, size],
  );
  return tf.div(values, tf.norm(values, 'euclidean', 1, true));
}

test('by hand: the most similar first, oneself excepted', () => {
  // At 0°, 10°, 90° and 200°.
  const rows = [0, 10, 90, 200].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const found = nearestNeighbors(tf.tensor2d(rows), 2);
  expect(found.map(({ places }) => places)).toEqual([
    [1, 2],
    [0, 2],
    [1, 0],
    [2, 0],
  ]);
  // One rounding of a float32 cosine.
  expect(found[0]?.similarities[0]).toBeCloseTo(Math.cos(Math.PI / 18), 6);
});

test('the same as by comparing each with each, over more rows than are taken at once', () => {
  const features = unitRows(300, 5);
  const rows = features.arraySync();
  const before = tf.memory().numTensors;
  const found = nearestNeighbors(features, 3);
  expect(tf.memory().numTensors).toBe(before);
  for (const image of [0, 255, 256, 299]) {
    const cosine = (other: number) =>
      (rows[image] ?? []).reduce((sum, value, at) => sum + value * (rows[other]?.[at] ?? NaN), 0);
    const others = rows.map((_, other) => other).filter((other) => other !== image);
    const nearest = others.sort((one, other) => cosine(other) - cosine(one)).slice(0, 3);
    expect(found[image]?.places).toEqual(nearest);
  }
});

test('of images that are all alike none is its own neighbor', () => {
  const found = nearestNeighbors(tf.ones([5, 1]), 2);
  expect(found.map(({ places }) => places)).toEqual([
    [1, 2],
    [0, 2],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});

test.each([0, 3, 1.5])('k = %s of three images is refused', (k) => {
  expect(() => nearestNeighbors(unitRows(3, 2), k)).toThrow(
    new RangeError(`nearestNeighbors: k must be from 1 to one less than the 3 images, got ${k}`),
  );
});
