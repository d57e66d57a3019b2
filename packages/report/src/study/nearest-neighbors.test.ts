import { keyedRandom } from '@jssl/augment';
import * as tf from '@tensorflow/tfjs-core';

import { neighborsAmong } from './nearest-neighbors.js';

function unitRows(count: number, size: number): tf.Tensor2D {
  const random = keyedRandom(4);
  const values = tf.tensor2d(
    Float32Array.from({ length: count * size }, () => random() - 0.5),
    [count, size],
  );
  return tf.div(values, tf.norm(values, 'euclidean', 1, true));
}

test('by hand: the most similar first, without the image itself', async () => {
  // At 0°, 10°, 90° and 200°.
  const rows = [0, 10, 90, 200].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const found = await neighborsAmong(tf.tensor2d(rows), 2);
  expect(found.map(({ indices }) => indices)).toEqual([
    [1, 2],
    [0, 2],
    [1, 0],
    [2, 0],
  ]);
  // One rounding of a float32 cosine.
  expect(found[0]?.similarities[0]).toBeCloseTo(Math.cos(Math.PI / 18), 6);
});

test('the result is that of comparing each with each, and no tensor is left', async () => {
  const features = unitRows(300, 5);
  const rows = features.arraySync();
  const before = tf.memory().numTensors;
  const found = await neighborsAmong(features, 3);
  expect(tf.memory().numTensors).toBe(before);
  for (const image of [0, 255, 256, 299]) {
    const cosine = (other: number) =>
      (rows[image] ?? []).reduce((sum, value, at) => sum + value * (rows[other]?.[at] ?? NaN), 0);
    const others = rows.map((_, other) => other).filter((other) => other !== image);
    const nearest = others.sort((one, other) => cosine(other) - cosine(one)).slice(0, 3);
    expect(found[image]?.indices).toEqual(nearest);
  }
});

test('among identical images none is its own neighbor', async () => {
  const found = await neighborsAmong(tf.ones([5, 1]), 2);
  expect(found.map(({ indices }) => indices)).toEqual([
    [1, 2],
    [0, 2],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});
