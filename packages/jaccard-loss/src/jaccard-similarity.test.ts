import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { jaccardSimilarity } from './jaccard-similarity.js';

const similarity = (p: number, n: number) =>
  jaccardSimilarity(tf.scalar(p), tf.scalar(n)).dataSync()[0] ?? NaN;

const gradients = (p: number, n: number) =>
  tf
    .grads((cosP, cosN) => jaccardSimilarity(cosP, cosN))([tf.scalar(p), tf.scalar(n)])
    .map((gradient) => gradient.dataSync()[0] ?? NaN) as [number, number];

test('identical pairs have similarity 1, opposite p similarity 0, orthogonal pairs 1/3', () => {
  expect(similarity(1, 1)).toBe(1);
  expect(similarity(-1, 0)).toBe(0);
  // s = 1, d = 2
  expect(similarity(0, 0)).toBeCloseTo(1 / 3, 7);
  // s = 1.5, d = 1
  expect(similarity(0.5, 0.5)).toBeCloseTo(0.6, 7);
});

test('at 0/0 the similarity and both gradients are 0', () => {
  expect(similarity(-1, 1)).toBe(0);
  expect(gradients(-1, 1)).toEqual([0, 0]);
});

test('cosines rounded past 1 stay within [0, 1] and keep the one-sided gradient', () => {
  expect(similarity(1.0000001, 1.0000001)).toBe(1);
  // s = 2, d = 0: dJ/dp = d/(s+d)² = 0, dJ/dn = 2s/(s+d)² = 1.
  expect(gradients(1, 1.0000001)).toEqual([0, 1]);
  expect(similarity(-1.0000001, 0.5)).toBe(0);
});

const cosine = fc.double({ min: -1, max: 1, noNaN: true });

test('it lies in [0, 1], grows with both cosines, and never becomes NaN', () => {
  fc.assert(
    fc.property(cosine, cosine, (p, n) => {
      const value = similarity(p, n);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      for (const gradient of gradients(p, n)) expect(gradient).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('the gradient agrees with finite differences', () => {
  const inner = fc.double({ min: -0.9, max: 0.9, noNaN: true });
  const exact = (p: number, n: number) => (1 + p) / (3 + p - 2 * n);
  const h = 1e-5;
  fc.assert(
    fc.property(inner, inner, (p, n) => {
      const [byP, byN] = gradients(p, n);
      // float32 on either side of a float64 difference quotient
      expect(byP).toBeCloseTo((exact(p + h, n) - exact(p - h, n)) / (2 * h), 4);
      expect(byN).toBeCloseTo((exact(p, n + h) - exact(p, n - h)) / (2 * h), 3);
    }),
  );
});

test('different shapes are refused', () => {
  expect(() => jaccardSimilarity(tf.zeros([2, 3]), tf.zeros([3, 2]))).toThrow(
    'jaccardSimilarity: cosN must have the shape of cosP, [2, 3], got [3, 2]',
  );
});
