import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import {
  batchesWithNumbers,
  expectPixels,
  imageBatch,
  imageBatches,
  tries,
  type ImageBatch,
} from '../fixtures/image-batches.js';
import { gaussianBlur } from './gaussian-blur.js';

/** Reflects a position outside of [0, length), without repeating the edge. */
function reflect(position: number, length: number): number {
  if (position < 0) return -position;
  return position < length ? position : 2 * length - 2 - position;
}

/** The two-dimensional sum over the kernel around one pixel. */
function blurred(
  { at, height, width }: ImageBatch,
  kernelSize: number,
  sigma: number,
  [n, y, x, c]: [number, number, number, number],
): number {
  const reach = (kernelSize - 1) / 2;
  let [sum, weights] = [0, 0];
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const weight = Math.exp(-(down ** 2 + right ** 2) / (2 * sigma ** 2));
      sum += weight * at(n, reflect(y + down, height), reflect(x + right, width), c);
      weights += weight;
    }
  }
  return sum / weights;
}

test('by hand: a dot becomes the kernel', () => {
  const dot = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 3, 3, 1]);
  // Weights 1, 2, 1 over 4: exp(-1 / (2 sigma²)) = 1/2. At the edge the neighbor counts twice.
  const sigma = 1 / Math.sqrt(2 * Math.LN2);
  const expected = [4, 4, 4, 4, 4, 4, 4, 4, 4].map((value) => value / 16);
  gaussianBlur(dot, 3, sigma)
    .dataSync()
    .forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? NaN, 7);
    });
});

test('each image has its own sigma, edges are reflected', () => {
  const withSigmas = batchesWithNumbers(imageBatches(), { min: 0.1, max: 3 });
  const cases = withSigmas.chain(([batch, sigmas]) => {
    const most = Math.min(batch.height, batch.width) - 1;
    const kernelSize = fc.integer({ min: 0, max: most }).map((reach) => 2 * reach + 1);
    return fc.tuple(fc.constant(batch), fc.constant(sigmas), kernelSize);
  });
  fc.assert(
    fc.property(cases, ([batch, sigmas, kernelSize]) => {
      expectPixels(
        gaussianBlur(batch.tensor(), kernelSize, sigmas),
        batch.shape,
        (n, y, x, c) => blurred(batch, kernelSize, sigmas[n] ?? NaN, [n, y, x, c]),
        // Two sums of at most nine float32 weights, which add up to 1.
        5e-7,
      );
    }),
    tries,
  );
});

test('a one-pixel kernel changes nothing, one sigma works for the batch, flat images stay flat', () => {
  const batch = imageBatch([2, 5, 4, 3], 1);
  expectPixels(gaussianBlur(batch.tensor(), 1, 2), batch.shape, batch.at, 0);
  const each = gaussianBlur(batch.tensor(), 5, [1.3, 1.3]).dataSync();
  expect(gaussianBlur(batch.tensor(), 5, 1.3).dataSync()).toEqual(each);
  const flat = tf.fill<tf.Rank.R4>([1, 6, 7, 3], 0.7);
  expectPixels(gaussianBlur(flat, 7, 1.7), [1, 6, 7, 3], () => Math.fround(0.7), 2e-7);
});

describe('errors', () => {
  const images = () => imageBatch([2, 4, 6, 1], 1).tensor();

  test.each([0, 2, -1, 2.5, 9, NaN])('kernelSize %p', (kernelSize) => {
    expect(() => gaussianBlur(images(), kernelSize, 1)).toThrow(
      new RangeError(
        `gaussianBlur: kernelSize must be odd and at most 7 for images of 4x6, got ${kernelSize}`,
      ),
    );
  });

  test.each([0, -1, NaN, Infinity])('sigma %p', (sigma) => {
    expect(() => gaussianBlur(images(), 3, [1, sigma])).toThrow(
      new RangeError(`gaussianBlur: sigmas must be finite numbers above 0, got ${sigma}`),
    );
  });

  test('sigmas of another batch', () => {
    expect(() => gaussianBlur(images(), 3, [1, 1, 1])).toThrow(
      new RangeError('gaussianBlur: sigmas must be one number or one for each of 2 images, got 3'),
    );
  });
});
