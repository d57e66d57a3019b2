import * as tf from '@tensorflow/tfjs-core';

import { rawPixelFeatures } from './raw-pixel-features.js';

test('by hand: rows of norm 1, and a blank image stays zeros', () => {
  const before = tf.memory().numTensors;
  const images = tf.tensor4d([3, 4, 0, 0], [2, 1, 2, 1]);
  const features = rawPixelFeatures(images);
  expect(features.shape).toEqual([2, 2]);
  [0.6, 0.8, 0, 0].forEach((value, at) => {
    expect(features.dataSync()[at]).toBeCloseTo(value, 7);
  });
  tf.dispose([images, features]);
  expect(tf.memory().numTensors).toBe(before);
});

test('each image is one row, its pixels in order', () => {
  const images = tf.reshape<tf.Rank.R4>(tf.range(0, 2 * 3 * 4 * 5), [2, 3, 4, 5]);
  const features = rawPixelFeatures(images);
  expect(features.shape).toEqual([2, 60]);
  const norm = Math.sqrt(Array.from({ length: 60 }, (_, at) => at * at).reduce((a, b) => a + b));
  features
    .dataSync()
    .slice(0, 60)
    .forEach((value, at) => {
      expect(value).toBeCloseTo(at / norm, 7);
    });
});

test('errors say what is required and what was given', () => {
  const flat = tf.zeros([2, 3]) as unknown as tf.Tensor4D;
  expect(() => rawPixelFeatures(flat)).toThrow(
    new TypeError('rawPixelFeatures: images must be [N, H, W, C], got [2, 3]'),
  );
});
