import { ValueHistogram } from './value-histogram.js';

const of = (...values: readonly number[]) => {
  const histogram = new ValueHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
};

test('a range has all values but the given share on either side, to within 1/128 of each', () => {
  const values = Array.from({ length: 2000 }, (_, at) => at - 1000);
  const histogram = of(...values);
  const range = histogram.mainRange(0.1) ?? [0, 0];
  const outside = histogram.shareOutside(range);
  // 200 of 2,000 on either side; whole numbers above 256 share buckets of 2 or 4.
  expect(range[0]).toBeGreaterThan(-804.1);
  expect(range[0]).toBeLessThan(-796);
  expect(range[1]).toBeGreaterThan(796);
  expect(range[1]).toBeLessThan(804.1);
  expect(outside).toBeGreaterThan(0.19);
  expect(outside).toBeLessThanOrEqual(0.2);
});

test('the most frequent value is in the range, but does not count', () => {
  const zeros = Array.from({ length: 10_000 }, () => 0);
  const values = Array.from({ length: 100 }, (_, at) => 64 + at / 2);
  const histogram = of(...zeros, ...values);
  const range = histogram.mainRange(0.25) ?? [-1, -1];
  expect(range[0]).toBe(0);
  expect(range[1]).toBeCloseTo(101.5, 0);
  expect(histogram.shareOutside(range)).toBeCloseTo(25 / 10_100, 3);
});

test('without two values there is none', () => {
  expect(of().mainRange(0.1)).toBeUndefined();
  expect(of(3, 3, 3).mainRange(0.1)).toBeUndefined();
});

test('signs, fractions and huge numbers are in order', () => {
  const values = [-1e30, -5, -0.25, -1e-30, 0, 1e-30, 0.25, 5, 1e30];
  const histogram = of(...values);
  const range = histogram.mainRange(0) ?? [0, 0];
  expect(range[0]).toBeLessThanOrEqual(-1e30);
  expect(range[1]).toBeGreaterThanOrEqual(1e30);
  expect(histogram.shareOutside(range)).toBe(0);
  expect(histogram.shareOutside([-1, 1])).toBeCloseTo(4 / 9, 10);
});
