import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { pixelFeatures } from './embed-images.js';
import { embedForEvaluation } from './evaluation-features.js';
import { twoClasses as data, unlabelled, untested } from './fixtures/two-classes.js';
import { viewOptionsFor } from './view-options.js';

const views = viewOptionsFor({ imageSize: undefined, cropScale: [0.08, 1] }, data);

test('each image is read and embedded once, in order, with its label', () => {
  const train = { ...data.train, read: jest.fn(data.train.read) };
  const extract = jest.fn(pixelFeatures);
  const before = tf.memory().numTensors;
  const features = embedForEvaluation(extract, data, train, views);
  expect(tf.memory().numTensors).toBe(before + 2);
  expect(train.read).toHaveBeenCalledTimes(1);
  expect(extract.mock.calls.map(([images]) => images.shape)).toEqual([
    [40, 8, 8, 1],
    [10, 8, 8, 1],
  ]);
  expect(features.classes).toBe(2);
  expect(features.train.labels).toEqual(data.train.labels);
  expect(features.test.labels).toEqual(data.test?.labels);
  const [row = []] = tf.slice2d(features.train.features, [7, 0], [1, -1]).arraySync();
  const pixels = Array.from(data.train.read([7]), (byte) => (byte / 255 - 0.4) / 0.3);
  const norm = Math.hypot(...pixels);
  // Float32 rounding of values up to 0.3.
  pixels.forEach((value, at) => {
    expect(Math.abs((row[at] ?? NaN) - value / norm)).toBeLessThan(1e-7);
  });
});

test.each([
  ['training images without labels', data, unlabelled],
  ['no classes', unlabelled, data],
  ['no test images', untested, data],
])('%s are refused before any is embedded', (_, set, { train }) => {
  const extract = jest.fn(pixelFeatures);
  const use = () => embedForEvaluation(extract, set, train, views);
  expect(use).toThrow(
    new ConfigError(
      'an encoder is measured by labelled training and test images, and these are not; put the images into one folder a class, two or more in each',
    ),
  );
  expect(extract).not.toHaveBeenCalled();
});
