import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import {
  expectPixels,
  imageBatch,
  imageBatches,
  tries,
  type ImageBatch,
} from '../fixtures/image-batches.js';
import { resizedPixel } from '../fixtures/resized-pixel.js';
import { flipHorizontal } from './flip-horizontal.js';
import { resizedCrop, type Box } from './resized-crop.js';

/** Boxes inside of the images of a batch, some touching all sides. */
function boxesIn({ count, height, width }: ImageBatch): fc.Arbitrary<Box[]> {
  const side = (length: number) =>
    fc
      .integer({ min: 1, max: length })
      .chain((crop) => fc.tuple(fc.integer({ min: 0, max: length - crop }), fc.constant(crop)));
  const box = fc
    .tuple(side(height), side(width))
    .map(([[top, tall], [left, wide]]) => ({ top, left, height: tall, width: wide }));
  return fc.array(box, { minLength: count, maxLength: count });
}

test('by hand: two pixels are averaged, one is repeated', () => {
  const images = tf.tensor4d([0, 1, 0.5, 0.5], [1, 2, 2, 1]);
  const whole = { top: 0, left: 0, height: 2, width: 2 };
  expect([...resizedCrop(images, [whole], { size: 1 }).dataSync()]).toEqual([0.5]);
  // Centers of the four new columns: at 0.25, 0.75, 1.25 and 1.75 pixels, old ones at 0.5 and 1.5.
  const row = resizedCrop(images, [{ ...whole, height: 1 }], { size: 4 }).arraySync()[0]?.[0];
  expect(row?.flat()).toEqual([0, 0.25, 0.75, 1]);
});

test('every box, any size, larger or smaller, flipped or not', () => {
  const cases = imageBatches({ min: 1, max: 11 }).chain((batch) =>
    fc.record({
      batch: fc.constant(batch),
      boxes: boxesIn(batch),
      size: fc.integer({ min: 1, max: 9 }),
      flips: fc.array(fc.boolean(), { minLength: batch.count, maxLength: batch.count }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ batch, boxes, size, flips }) => {
      expectPixels(
        resizedCrop(batch.tensor(), boxes, { size, flips }),
        [batch.count, size, size, batch.channels],
        (n, y, x, c) => {
          const box = boxes[n];
          if (!box) return NaN;
          return resizedPixel(batch, box, [size, size], [n, y, flips[n] ? size - 1 - x : x, c]);
        },
        // Two sums with float32 weights that add up to 1.
        3e-7,
      );
    }),
    { ...tries, numRuns: 60 },
  );
});

test('a box of the same size as the result is copied exactly, and flipped exactly', () => {
  const batch = imageBatch([2, 7, 9, 3], 1);
  const boxes = [
    { top: 0, left: 4, height: 5, width: 5 },
    { top: 2, left: 1, height: 5, width: 5 },
  ];
  const expected = (n: number, y: number, x: number, c: number) =>
    batch.at(n, y + (boxes[n]?.top ?? NaN), x + (boxes[n]?.left ?? NaN), c);
  expectPixels(resizedCrop(batch.tensor(), boxes, { size: 5 }), [2, 5, 5, 3], expected, 0);
  const flipped = resizedCrop(batch.tensor(), boxes, { size: 5, flips: [true, true] });
  expectPixels(flipHorizontal(flipped), [2, 5, 5, 3], expected, 0);
});

describe('errors', () => {
  const images = () => imageBatch([2, 4, 6, 1], 1).tensor();
  const whole = { top: 0, left: 0, height: 4, width: 6 };

  test.each([0, 1.5, NaN])('size %p', (size) => {
    expect(() => resizedCrop(images(), [whole, whole], { size })).toThrow(
      new RangeError(`resizedCrop: size must be a whole number of at least 1, got ${size}`),
    );
  });

  test('boxes or flips of another batch', () => {
    expect(() => resizedCrop(images(), [whole], { size: 4 })).toThrow(
      new RangeError('resizedCrop: boxes must be one for each of 2 images, got 1'),
    );
    expect(() => resizedCrop(images(), [whole, whole], { size: 4, flips: [true] })).toThrow(
      new RangeError('resizedCrop: flips must be one for each of 2 images, got 1'),
    );
  });

  test.each([
    ['top -1, left 0, height 4, width 6', { ...whole, top: -1 }],
    ['top 0, left -1, height 4, width 6', { ...whole, left: -1 }],
    ['top 0, left 0, height 5, width 6', { ...whole, height: 5 }],
    ['top 0, left 1, height 4, width 6', { ...whole, left: 1 }],
    ['top 0, left 0, height 0, width 6', { ...whole, height: 0 }],
    ['top 0, left 0, height 4, width 0', { ...whole, width: 0 }],
    ['top 0.5, left 0, height 2, width 6', { ...whole, top: 0.5, height: 2 }],
  ])('a box with %s', (got, box) => {
    expect(() => resizedCrop(images(), [whole, box], { size: 4 })).toThrow(
      new RangeError(`resizedCrop: a box must lie inside its image of 4x6 pixels, got ${got}`),
    );
  });
});
