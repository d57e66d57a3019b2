import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { topKAccuracy } from './top-k-accuracy.js';

test('counts targets among the k highest, of equal scores the lower class first', async () => {
  const scores = tf.tensor2d([
    [0.1, 0.7, 0.2],
    [0.5, 0.5, 0],
    [0.5, 0.5, 0],
  ]);
  expect(await topKAccuracy(scores, [1, 0, 1], 1)).toBeCloseTo(2 / 3, 12);
  expect(await topKAccuracy(scores, [0, 0, 1], 2)).toBeCloseTo(2 / 3, 12);
  expect(await topKAccuracy(scores, [0, 2, 2], 5)).toBe(1);
});

test('a score that is no number is never right, and comes before all others', async () => {
  expect(await topKAccuracy(tf.tensor2d([[NaN, NaN]]), [0], 5)).toBe(0);
  const scores = tf.tensor2d([[NaN, 2, 1]]);
  expect(await topKAccuracy(scores, [1], 1)).toBe(0);
  expect(await topKAccuracy(scores, [1], 2)).toBe(1);
});

test('a stable sort of the scores gives the same', async () => {
  const table = fc.array(fc.tuple(fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }), fc.nat(5)), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 8 }), async (rows, k) => {
      const right = rows.filter(([scores, target]) =>
        scores
          .map((score, label) => ({ score, label }))
          .sort((a, b) => b.score - a.score)
          .slice(0, k)
          .some(({ label }) => label === target),
      );
      const scores = tf.tensor2d(rows.map(([row]) => row));
      const targets = rows.map(([, target]) => target);
      expect(await topKAccuracy(scores, targets, k)).toBe(right.length / rows.length);
    }),
  );
});

test('no tensor is left over', async () => {
  const scores = tf.tensor2d([[1, 2]]);
  const before = tf.memory().numTensors;
  await topKAccuracy(scores, [1], 1);
  expect(tf.memory().numTensors).toBe(before);
});

test('errors say what is required and what was given', async () => {
  await expect(topKAccuracy(tf.zeros([2, 3]), [0], 1)).rejects.toThrow(
    new RangeError('topKAccuracy: targets must be one for each of 2 rows, at least one, got 1'),
  );
  await expect(topKAccuracy(tf.zeros([0, 3]), [], 1)).rejects.toThrow(
    new RangeError('topKAccuracy: targets must be one for each of 0 rows, at least one, got 0'),
  );
  await expect(topKAccuracy(tf.zeros([2, 3]), [0, -1], 1)).rejects.toThrow(
    new RangeError('topKAccuracy: targets must be classes from 0 to 2, got -1'),
  );
  await expect(topKAccuracy(tf.zeros([1, 3]), [0], 0)).rejects.toThrow(
    new RangeError('topKAccuracy: k must be a whole number of at least 1, got 0'),
  );
});
