import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { expectPixels, imageBatch, imageBatches, tries } from '../fixtures/image-batches.js';
import { solarize } from './solarize.js';

test('by hand: values of at least the threshold are inverted', () => {
  const images = tf.tensor4d([0.25, 0.5, 0.75], [1, 1, 3, 1]);
  expect([...solarize(images, 0.5).dataSync()]).toEqual([0.25, 0.5, 0.25]);
  expect([...solarize(images, 0.25).dataSync()]).toEqual([0.75, 0.5, 0.25]);
});

test('each value separately', () => {
  // Values of 8-bit images, so that some are equal to the threshold.
  const thresholds = fc.nat(255).map((byte) => Math.fround(byte / 255));
  fc.assert(
    fc.property(imageBatches(), thresholds, (batch, threshold) => {
      expectPixels(
        solarize(batch.tensor(), threshold),
        batch.shape,
        (n, y, x, c) => {
          const value = batch.at(n, y, x, c);
          return value >= threshold ? Math.fround(1 - value) : value;
        },
        0,
      );
    }),
    tries,
  );
});

test('a threshold above 1 changes nothing', () => {
  const batch = imageBatch([2, 4, 5, 3], 1);
  expectPixels(solarize(batch.tensor(), 1.01), batch.shape, batch.at, 0);
});

test('errors', () => {
  expect(() => solarize(imageBatch([1, 1, 1, 1], 1).tensor(), NaN)).toThrow(
    new RangeError('solarize: threshold must be a finite number, got NaN'),
  );
});
