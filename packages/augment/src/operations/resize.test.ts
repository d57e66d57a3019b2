import fc from 'fast-check';

import { expectPixels, imageBatch, imageBatches, tries } from '../fixtures/image-batches.js';
import { resizedPixel } from '../fixtures/resized-pixel.js';
import { resize } from './resize.js';

test('any height and width, larger or smaller', () => {
  const side = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(imageBatches({ min: 1, max: 11 }), side, side, (batch, height, width) => {
      const whole = { top: 0, left: 0, height: batch.height, width: batch.width };
      expectPixels(
        resize(batch.tensor(), [height, width]),
        [batch.count, height, width, batch.channels],
        (n, y, x, c) => resizedPixel(batch, whole, [height, width], [n, y, x, c]),
        // Two sums with float32 weights that add up to 1.
        3e-7,
      );
    }),
    tries,
  );
});

// Sizes from torchvision 0.24's `resize` with one number.
test.each([
  { from: [40, 60], size: 32, to: [32, 48] },
  { from: [33, 50], size: 24, to: [24, 36] },
  { from: [50, 33], size: 24, to: [36, 24] },
  { from: [7, 3], size: 2, to: [4, 2] },
  { from: [10, 10], size: 4, to: [4, 4] },
])(
  'the shorter side of $from to $size gives $to',
  ({ from: [height = 0, width = 0], size, to }) => {
    const images = imageBatch([1, height, width, 1], 1).tensor();
    expect(resize(images, size).shape).toEqual([1, ...to, 1]);
  },
);

test('an image that already has the size is unchanged', () => {
  const batch = imageBatch([2, 3, 7, 3], 1);
  expectPixels(resize(batch.tensor(), 3), batch.shape, batch.at, 0);
});

test('errors', () => {
  const images = imageBatch([1, 4, 4, 1], 1).tensor();
  expect(() => resize(images, 0)).toThrow(
    new RangeError('resize: size must be a whole number of at least 1, got 0'),
  );
  expect(() => resize(images, [NaN, 4])).toThrow(
    new RangeError('resize: size must be a whole number of at least 1, got NaN'),
  );
});
