import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { adjustBrightness, adjustContrast, adjustSaturation } from './blend.js';
import {
  batchesWithNumbers,
  expectPixels,
  imageBatch,
  imageBatches,
  tries,
  type ImageBatch,
} from '../fixtures/image-batches.js';

const clip = (value: number) => Math.min(1, Math.max(0, value));

/** torchvision's luma, 0.2989 R + 0.587 G + 0.114 B; the channel itself for one-channel images. */
function lumaAt({ at, channels }: ImageBatch, n: number, y: number, x: number): number {
  if (channels === 1) return at(n, y, x, 0);
  return 0.2989 * at(n, y, x, 0) + 0.587 * at(n, y, x, 1) + 0.114 * at(n, y, x, 2);
}

function meanLuma(batch: ImageBatch, n: number): number {
  let sum = 0;
  for (let y = 0; y < batch.height; y++) {
    for (let x = 0; x < batch.width; x++) sum += lumaAt(batch, n, y, x);
  }
  return sum / (batch.height * batch.width);
}

const withFactors = batchesWithNumbers(imageBatches(), { min: 0, max: 3 });

test('by hand: a red pixel', () => {
  const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
  const pixel = (images: tf.Tensor4D) => [...images.dataSync()];
  expect(pixel(adjustBrightness(red, 0.25))).toEqual([0.25, 0, 0]);
  // Half of red and half of its luma 0.2989; the only pixel is also the mean.
  const half = [0.5 + 0.14945, 0.14945, 0.14945].map(Math.fround);
  pixel(adjustSaturation(red, 0.5)).forEach((value, c) => {
    expect(value).toBeCloseTo(half[c] ?? NaN, 7);
  });
  pixel(adjustContrast(red, 0.5)).forEach((value, c) => {
    expect(value).toBeCloseTo(half[c] ?? NaN, 7);
  });
});

// A sum of at most four float32 products, up to 3 before it is clipped.
const tolerance = 5e-7;

test('brightness blends with black', () => {
  fc.assert(
    fc.property(withFactors, ([batch, factors]) => {
      expectPixels(
        adjustBrightness(batch.tensor(), factors),
        batch.shape,
        (n, y, x, c) => clip((factors[n] ?? NaN) * batch.at(n, y, x, c)),
        // The factor and the product are rounded.
        1.2e-7,
      );
    }),
    tries,
  );
});

test('contrast blends with the mean luma of each image', () => {
  fc.assert(
    fc.property(withFactors, ([batch, factors]) => {
      const means = factors.map((_, n) => meanLuma(batch, n));
      expectPixels(
        adjustContrast(batch.tensor(), factors),
        batch.shape,
        (n, y, x, c) => {
          const [factor = NaN, mean = NaN] = [factors[n], means[n]];
          return clip(factor * batch.at(n, y, x, c) + (1 - factor) * mean);
        },
        tolerance,
      );
    }),
    tries,
  );
});

test('saturation blends with the luma of each pixel', () => {
  fc.assert(
    fc.property(withFactors, ([batch, factors]) => {
      expectPixels(
        adjustSaturation(batch.tensor(), factors),
        batch.shape,
        (n, y, x, c) => {
          const factor = factors[n] ?? NaN;
          return clip(factor * batch.at(n, y, x, c) + (1 - factor) * lumaAt(batch, n, y, x));
        },
        tolerance,
      );
    }),
    tries,
  );
});

test.each([
  ['adjustBrightness', adjustBrightness],
  ['adjustContrast', adjustContrast],
  ['adjustSaturation', adjustSaturation],
])('%s: a factor of 1 changes nothing, and one factor serves the batch', (name, adjust) => {
  const batch = imageBatch([3, 4, 5, 3], 1);
  expectPixels(adjust(batch.tensor(), 1), batch.shape, batch.at, 0);
  const each = adjust(batch.tensor(), [0.7, 0.7, 0.7]).dataSync();
  expect(adjust(batch.tensor(), 0.7).dataSync()).toEqual(each);
  expect(() => adjust(batch.tensor(), [1, 1])).toThrow(
    new RangeError(`${name}: factors must be one number or one for each of 3 images, got 2`),
  );
  expect(() => adjust(batch.tensor(), [1, -0.5, 1])).toThrow(
    new RangeError(`${name}: factors must be finite numbers of at least 0, got -0.5`),
  );
  expect(() => adjust(batch.tensor(), NaN)).toThrow(
    new RangeError(`${name}: factors must be finite numbers of at least 0, got NaN`),
  );
});
