import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { expectPixels, imageBatch, imageBatches, tries } from '../fixtures/image-batches.js';
import { normalize } from './normalize.js';

test('by hand', () => {
  const images = tf.tensor4d([0.5, 0.25, 1], [1, 1, 1, 3]);
  expect([...normalize(images, [0.25, 0.5, 0.5], [0.5, 0.25, 0.125]).dataSync()]).toEqual([
    0.5, -1, 4,
  ]);
});

test('channel by channel', () => {
  const three = (range: { min: number; max: number }) =>
    fc.array(fc.double({ ...range, noNaN: true }), { minLength: 3, maxLength: 3 });
  const means = three({ min: 0, max: 1 });
  const deviations = three({ min: 0.1, max: 1 });
  fc.assert(
    fc.property(imageBatches(), means, deviations, (batch, mean, std) => {
      const { channels } = batch;
      expectPixels(
        normalize(batch.tensor(), mean.slice(0, channels), std.slice(0, channels)),
        batch.shape,
        (n, y, x, c) => (batch.at(n, y, x, c) - (mean[c] ?? NaN)) / (std[c] ?? NaN),
        // Mean, difference, deviation and quotient are rounded; the quotient is at most 10.
        2e-6,
      );
    }),
    tries,
  );
});

test('errors', () => {
  const color = imageBatch([1, 1, 1, 3], 1).tensor();
  const gray = imageBatch([1, 1, 1, 1], 1).tensor();
  expect(() => normalize(color, [0.5], [1, 1, 1])).toThrow(
    new RangeError('normalize: mean must be 3 finite numbers, got [0.5]'),
  );
  expect(() => normalize(gray, [Infinity], [1])).toThrow(
    new RangeError('normalize: mean must be 1 finite numbers, got [Infinity]'),
  );
  expect(() => normalize(color, [0, 0, 0], [1, 0, 1])).toThrow(
    new RangeError('normalize: std must be 3 finite numbers above 0, got [1, 0, 1]'),
  );
  expect(() => normalize(color, [0, 0, 0], [1, 1])).toThrow(
    new RangeError('normalize: std must be 3 finite numbers above 0, got [1, 1]'),
  );
});
