import * as tf from '@tensorflow/tfjs-core';

import { rawPixelFeatures } from './raw-pixel-features.js';
import { topKAccuracy } from './top-k-accuracy.js';

test('counts targets among the k highest, of equal scores the lower class first', () => {
  const scores = tf.tensor2d([
    [0.1, 0.7, 0.2],
    [0.5, 0.5, 0],
    [0.5, 0.5, 0],
  ]);
  expect(topKAccuracy(scores, [1, 0, 1], 1)).toBeCloseTo(2 / 3, 12);
  expect(topKAccuracy(scores, [0, 0, 1], 2)).toBeCloseTo(2 / 3, 12);
  expect(topKAccuracy(scores, [0, 2, 2], 5)).toBe(1);
});

test('a score that is no number is never right', () => {
  expect(topKAccuracy(tf.tensor2d([[NaN, NaN]]), [0], 1)).toBe(0);
});

test('errors say what is required and what was given', () => {
  expect(() => topKAccuracy(tf.zeros([2, 3]), [0], 1)).toThrow(
    'topKAccuracy: targets must be one for each of 2 rows, at least one, got 1',
  );
  expect(() => topKAccuracy(tf.zeros([1, 3]), [0], 0)).toThrow(
    'topKAccuracy: k must be a whole number of at least 1, got 0',
  );
});

test('raw pixels become unit rows, a blank image stays zeros', () => {
  const images = tf.tensor4d([3, 4, 0, 0], [2, 1, 2, 1]);
  const features = rawPixelFeatures(images).dataSync();
  [0.6, 0.8, 0, 0].forEach((value, at) => {
    expect(features[at]).toBeCloseTo(value, 6);
  });
});
