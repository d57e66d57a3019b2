import { histogramOf } from './histogram.js';

test('buckets have equal widths; the highest number is in the last', () => {
  expect(histogramOf([0, 1, 2, 3, 4, 4], 4)).toEqual({
    min: 0,
    max: 4,
    count: 6,
    sum: 14,
    sumOfSquares: 46,
    limits: [1, 2, 3, 4],
    counts: [1, 1, 1, 3],
  });
});

test('equal numbers are one bucket', () => {
  expect(histogramOf(Float32Array.of(5, 5), 30)).toMatchObject({ limits: [5], counts: [2] });
});

test('numbers that cannot be counted are refused', () => {
  const message = (text: string) => new RangeError(`addHistogram: ${text}`);
  expect(() => histogramOf([], 3)).toThrow(message('values must not be empty'));
  expect(() => histogramOf([1, NaN], 3)).toThrow(message('values must be finite, got NaN at 1'));
  expect(() => histogramOf([1], 0)).toThrow(
    message('buckets must be a whole number of at least 1, got 0'),
  );
});
