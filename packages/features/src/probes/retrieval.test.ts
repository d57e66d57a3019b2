import type { ImageSet } from '@jssl/data';
import { SettingError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { chanceOfRetrieval, evaluateRetrieval, retrievalTask } from './retrieval.js';

const images: ImageSet = {
  length: 4,
  labels: Int32Array.of(1, 1, 0, 0),
  attributes: {
    identity: ['grin', 'cat', 'grin', 'cat'],
    vendor: ['google', 'google', 'twitter', 'twitter'],
    color: ['red', 'green', 'blue', 'gray'],
  },
  name: String,
  read: () => new Uint8Array(),
};

test('by hand: each emoji by the other vendor', async () => {
  const task = retrievalTask(images, { attribute: 'identity', across: 'vendor' });
  expect(task).toEqual({ groups: Int32Array.of(0, 1, 0, 1), sides: Int32Array.of(0, 0, 1, 1) });
  // At 0°, 90°, 30° and 100°: 0° finds 30° first, 90° 100°, 30° 0°, and 100° 90°.
  const features = tf.tensor2d(
    [0, 90, 30, 100].map((at) => [Math.cos((at * Math.PI) / 180), Math.sin((at * Math.PI) / 180)]),
  );
  expect(await evaluateRetrieval(features, task)).toEqual({
    recall: [1, 1, 1],
    meanAveragePrecision: 1,
    queries: 4,
  });
  expect(chanceOfRetrieval(task)).toEqual({
    recall: [0.5, 1, 1],
    meanAveragePrecision: 0.75,
    queries: 4,
  });
});

test('three identities or more have intervals, the same for the same seed', async () => {
  const task = { groups: Int32Array.of(0, 1, 2, 0, 1, 2), sides: Int32Array.of(0, 0, 0, 1, 1, 1) };
  const features = tf.tensor2d(
    [0, 20, 80, 10, 60, 85].map((at) => [
      Math.cos((at * Math.PI) / 180),
      Math.sin((at * Math.PI) / 180),
    ]),
  );
  const found = await evaluateRetrieval(features, task, 4);
  expect(found.recallIntervals).toHaveLength(3);
  const [first] = found.recallIntervals ?? [];
  expect(first?.low).toBeLessThan(found.recall[0] ?? NaN);
  expect(first?.high).toBe(1);
  expect(found.meanAveragePrecisionInterval?.low).toBeLessThan(found.meanAveragePrecision);
  expect(await evaluateRetrieval(features, task, 4)).toEqual(found);
});

test('classes are an attribute too', () => {
  expect(retrievalTask(images, { attribute: 'class' })).toEqual({
    groups: Int32Array.of(0, 0, 1, 1),
  });
});

test.each([
  [
    { attribute: 'toString' },
    'attribute must be one of the attributes of these images, class, identity, vendor, color, got toString',
  ],
  [
    { attribute: 'class', across: 'maker' },
    'across must be one of the attributes of these images, class, identity, vendor, color, got maker',
  ],
  [
    { attribute: 'color' },
    'attribute must be one that at least two of the 4 images share, got color',
  ],
  [
    { attribute: 'vendor', across: 'vendor' },
    'attribute must be one that at least two of the 4 images share while they differ in their vendor, got vendor',
  ],
])('%j is refused', (settings, message) => {
  expect(() => retrievalTask(images, settings)).toThrow(message);
});

test('images without classes and attributes have no retrieval task', () => {
  const { length, name, read } = images;
  expect(() => retrievalTask({ length, name, read }, { attribute: 'class' })).toThrow(
    new SettingError({
      setting: 'attribute',
      required: 'left out: these images have no classes or attributes',
      got: 'class',
    }),
  );
});
