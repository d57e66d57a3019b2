import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { expectPixels, imageBatch, imageBatches, tries } from '../fixtures/image-batches.js';
import { toGrayscale } from './grayscale.js';

test('by hand: the lumas of red, green and blue', () => {
  const primaries = tf.tensor4d([1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 3, 3]);
  expect([...toGrayscale(primaries).dataSync()]).toEqual(
    [0.2989, 0.2989, 0.2989, 0.587, 0.587, 0.587, 0.114, 0.114, 0.114].map(Math.fround),
  );
});

test('every channel becomes the luma of its pixel', () => {
  fc.assert(
    fc.property(imageBatches({ min: 1, max: 9 }, [3]), (batch) => {
      expectPixels(
        toGrayscale(batch.tensor()),
        batch.shape,
        (n, y, x) =>
          0.2989 * batch.at(n, y, x, 0) +
          0.587 * batch.at(n, y, x, 1) +
          0.114 * batch.at(n, y, x, 2),
        // Three float32 products with a sum below 1.
        2e-7,
      );
    }),
    tries,
  );
});

test('the channels are equal to the last bit', () => {
  const gray = toGrayscale(imageBatch([3, 5, 5, 3], 1).tensor());
  const [red, ...others] = tf.split(gray, 3, 3).map((channel) => channel.dataSync());
  for (const other of others) expect(other).toEqual(red);
});

test('a gray image is unchanged', () => {
  const batch = imageBatch([2, 4, 5, 1], 2);
  expectPixels(toGrayscale(batch.tensor()), batch.shape, batch.at, 0);
});
