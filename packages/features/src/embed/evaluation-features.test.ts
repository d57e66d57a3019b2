import { InputError } from '@jssl/settings';
import { darkAndBright, twoClasses as data, unlabeled, untested } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallViews } from '../fixtures/small-views.js';
import { pixelFeatures } from './embed-images.js';
import { embedForEvaluation, validationFeatures } from './evaluation-features.js';

const views = smallViews;

test('each image is read and embedded once, in order, with its label', async () => {
  const train = { ...data.train, read: jest.fn(data.train.read) };
  const extract = jest.fn(pixelFeatures);
  const before = tf.memory().numTensors;
  const features = await embedForEvaluation(extract, data, { train, views });
  expect(tf.memory().numTensors).toBe(before + 2);
  expect(train.read).toHaveBeenCalledTimes(1);
  expect(extract.mock.calls.map(([images]) => images.shape)).toEqual([
    [40, 8, 8, 1],
    [10, 8, 8, 1],
  ]);
  expect(features.classes).toBe(2);
  expect(features.train.labels).toEqual(data.train.labels);
  expect(features.test.labels).toEqual(data.test.labels);
  const [row = []] = tf.slice2d(features.train.features, [7, 0], [1, -1]).arraySync();
  const pixels = Array.from(data.train.read([7]), (byte) => (byte / 255 - 0.4) / 0.3);
  const norm = Math.hypot(...pixels);
  // Float32 rounding of values up to 0.3.
  pixels.forEach((value, at) => {
    expect(Math.abs((row[at] ?? NaN) - value / norm)).toBeLessThan(1e-7);
  });
});

test('validation images are embedded where there are labeled ones, and pick', async () => {
  const before = tf.memory().numTensors;
  const set = { ...data, validation: darkAndBright(6) };
  const features = await embedForEvaluation(pixelFeatures, set, { views });
  expect(features.validation?.features.shape).toEqual([6, 64]);
  const { train, validation } = features;
  expect(validationFeatures(features, 0)).toMatchObject({ train, validation });
  features.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('without them, a tenth of the training images validates against the rest', async () => {
  const features = await embedForEvaluation(pixelFeatures, data, { views });
  const before = tf.memory().numTensors;
  const parts = validationFeatures(features, 0);
  expect(parts?.train.features.shape).toEqual([36, 64]);
  expect(Array.from(parts?.validation.labels ?? []).sort()).toEqual([0, 0, 1, 1]);
  parts?.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const single = { features: tf.zeros<tf.Rank.R2>([2, 1]), labels: Int32Array.of(0, 1) };
  expect(validationFeatures({ train: single }, 0)).toBeUndefined();
});

test('images of one class are refused before any is embedded', async () => {
  const extract = jest.fn(pixelFeatures);
  const one = { ...data, classes: ['cat'] };
  await expect(embedForEvaluation(extract, one, { views })).rejects.toThrow(
    new InputError(
      'evaluation needs at least two classes, but all these images belong to one, cat; put them into one folder per class',
    ),
  );
  expect(extract).not.toHaveBeenCalled();
});

test.each([
  ['training images without labels', data, unlabeled],
  ['no classes', unlabeled, data],
  ['no test images', untested, data],
])('%s are refused before any is embedded', async (_, set, { train }) => {
  const extract = jest.fn(pixelFeatures);
  await expect(embedForEvaluation(extract, set, { train, views })).rejects.toThrow(
    new InputError(
      'evaluation needs labeled training and test images, but these have no labels or no test images; put the images into one folder per class, at least two in each',
    ),
  );
  expect(extract).not.toHaveBeenCalled();
});
