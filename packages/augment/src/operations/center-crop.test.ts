import { centerCrop } from './center-crop.js';
import { expectPixels, imageBatch } from '../fixtures/image-batches.js';

// Values from torchvision 0.24's `center_crop`: (5 − 2) / 2 and (9 − 4) / 2 both round to the even 2.
test.each([
  { length: 5, crop: 3, first: 1 },
  { length: 5, crop: 2, first: 2 },
  { length: 7, crop: 2, first: 2 },
  { length: 9, crop: 4, first: 2 },
  { length: 6, crop: 1, first: 2 },
  { length: 4, crop: 4, first: 0 },
  { length: 3, crop: 5, first: -1 },
  { length: 3, crop: 6, first: -1 },
  { length: 2, crop: 7, first: -2 },
])('of $length pixels $crop from $first on, black outside', ({ length, crop, first }) => {
  const batch = imageBatch([2, length, length, 3], 1);
  const pixel = (at: number) => (at >= 0 && at < length ? at : undefined);
  expectPixels(
    centerCrop(batch.tensor(), crop),
    [2, crop, crop, 3],
    (n, y, x, c) => {
      const [row, column] = [pixel(first + y), pixel(first + x)];
      return row === undefined || column === undefined ? 0 : batch.at(n, row, column, c);
    },
    0,
  );
});

test('separate height and width: one cropped, the other padded', () => {
  const batch = imageBatch([1, 4, 7, 1], 2);
  expectPixels(
    centerCrop(batch.tensor(), [6, 3]),
    [1, 6, 3, 1],
    (n, y, x, c) => (y >= 1 && y < 5 ? batch.at(n, y - 1, x + 2, c) : 0),
    0,
  );
});

test('errors', () => {
  const images = imageBatch([1, 4, 4, 1], 1).tensor();
  expect(() => centerCrop(images, 0)).toThrow(
    new RangeError('centerCrop: size must be a whole number of at least 1, got 0'),
  );
  expect(() => centerCrop(images, [2, 1.5])).toThrow(
    new RangeError('centerCrop: size must be a whole number of at least 1, got 1.5'),
  );
});
