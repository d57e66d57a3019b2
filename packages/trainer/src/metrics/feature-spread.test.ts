import * as tf from '@tensorflow/tfjs-core';

import { featureSpread } from './feature-spread.js';

const spread = (rows: number[][]) => featureSpread(tf.tensor2d(rows)).dataSync()[0] ?? NaN;

test('features that are all alike have none', () => {
  expect(
    spread([
      [0.6, 0.8],
      [0.6, 0.8],
      [0.6, 0.8],
    ]),
  ).toBeLessThan(1e-6);
});

test('features in every direction have 1', () => {
  // ±e1 and ±e2: variance 1/2 in both dimensions, √(1/2) · √2.
  expect(
    spread([
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]),
  ).toBeCloseTo(1, 6);
});

test('by hand: e1 and e2', () => {
  // Deviation 1/2 in both dimensions: 1/2 · √2.
  expect(
    spread([
      [1, 0],
      [0, 1],
    ]),
  ).toBeCloseTo(Math.SQRT1_2, 6);
});
