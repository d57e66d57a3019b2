import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { adjustHue } from './adjust-hue.js';
import {
  batchesWithNumbers,
  expectPixels,
  imageBatch,
  imageBatches,
  tries,
} from '../fixtures/image-batches.js';

type Color = readonly [number, number, number];

/** To HSV, hue + shift, and back by the six sectors of the circle (Foley and van Dam). */
function turn([red, green, blue]: Color, shift: number): Color {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma === 0) return [red, green, blue];
  let hue: number;
  if (value === red) hue = (green - blue) / chroma;
  else if (value === green) hue = 2 + (blue - red) / chroma;
  else hue = 4 + (red - green) / chroma;
  hue = (((hue / 6 + shift) % 1) + 1) % 1;
  const sector = Math.floor(hue * 6) % 6;
  const within = hue * 6 - Math.floor(hue * 6);
  const least = value - chroma;
  const falling = value - chroma * within;
  const rising = value - chroma * (1 - within);
  const sectors: readonly Color[] = [
    [value, rising, least],
    [falling, value, least],
    [least, value, rising],
    [least, falling, value],
    [rising, least, value],
    [value, least, falling],
  ];
  return sectors[sector] ?? [NaN, NaN, NaN];
}

test('by hand: a third of a turn takes red to green, half a turn red to cyan', () => {
  const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
  adjustHue(red, 1 / 3)
    .dataSync()
    .forEach((value, c) => {
      expect(value).toBeCloseTo([0, 1, 0][c] ?? NaN, 6);
    });
  expect([...adjustHue(red, 0.5).dataSync()]).toEqual([0, 1, 1]);
  expect([...adjustHue(red, -0.5).dataSync()]).toEqual([0, 1, 1]);
});

test('the hue is rotated as in HSV', () => {
  const withShifts = batchesWithNumbers(imageBatches({ min: 1, max: 9 }, [3]), {
    min: -0.5,
    max: 0.5,
  });
  fc.assert(
    fc.property(withShifts, ([batch, shifts]) => {
      expectPixels(
        adjustHue(batch.tensor(), shifts),
        batch.shape,
        (n, y, x, c) => {
          const color: Color = [batch.at(n, y, x, 0), batch.at(n, y, x, 1), batch.at(n, y, x, 2)];
          return turn(color, shifts[n] ?? NaN)[c] ?? NaN;
        },
        // A hue of up to 8 sixths in float32 is accurate to 5e-7, and a sixth spans the whole chroma.
        1e-6,
      );
    }),
    tries,
  );
});

test('value and chroma are unchanged, and so are gray pixels', () => {
  const batch = imageBatch([2, 6, 6, 3], 1);
  const images = batch.tensor();
  const turned = adjustHue(images, 0.3);
  const largest = (x: tf.Tensor4D) => tf.max(x, 3).dataSync();
  expect(largest(turned)).toEqual(largest(images));
  const gray = tf.fill<tf.Rank.R4>([1, 2, 2, 3], 0.3);
  expect(adjustHue(gray, 0.3).dataSync()).toEqual(gray.dataSync());
});

test('a shift of 0 and one-channel images change nothing', () => {
  const batch = imageBatch([2, 4, 5, 3], 2);
  expectPixels(adjustHue(batch.tensor(), 0), batch.shape, batch.at, 0);
  const gray = imageBatch([2, 4, 5, 1], 3);
  expectPixels(adjustHue(gray.tensor(), 0.2), gray.shape, gray.at, 0);
});

test('shifting back restores the image', () => {
  const batch = imageBatch([2, 6, 6, 3], 4);
  // Twice the rounding of one turn.
  expectPixels(adjustHue(adjustHue(batch.tensor(), 0.2), -0.2), batch.shape, batch.at, 2e-6);
});

test('errors', () => {
  const images = imageBatch([2, 1, 1, 3], 1).tensor();
  expect(() => adjustHue(images, 0.51)).toThrow(
    new RangeError('adjustHue: shifts must be finite numbers from -0.5 to 0.5, got 0.51'),
  );
  expect(() => adjustHue(images, [0, NaN])).toThrow(
    new RangeError('adjustHue: shifts must be finite numbers from -0.5 to 0.5, got NaN'),
  );
  expect(() => adjustHue(images, [0])).toThrow(
    new RangeError('adjustHue: shifts must be one number or one for each of 2 images, got 1'),
  );
});
