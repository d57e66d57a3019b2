import { isNoData, isUsualNoData } from './no-data-value.js';

test.each([
  -9999,
  -999,
  -32_768,
  1e20,
  -1e20,
  Math.fround(1e20),
  Math.fround(-3.4028234663852886e38),
])('%d marks missing pixels among values far from it', (value) => {
  expect(isUsualNoData(value)).toBe(true);
  expect(isNoData(value, [0, 400])).toBe(true);
  expect(isNoData(value, [7, 7])).toBe(true);
  expect(isNoData(value, [Math.min(value, 0), Math.max(value, 0)])).toBe(false);
});

test.each([9999, 32_768, -9998, 0, 255, NaN])('%d does not', (value) => {
  expect(isNoData(value, [0, 1])).toBe(false);
});

test('a value as near as the range is wide is a value', () => {
  expect(isNoData(-9999, [0, 20_000])).toBe(false);
  expect(isNoData(-9999, [0, 9000])).toBe(true);
  // The lowest value of 16-bit sound or signed images that use all of their values.
  expect(isNoData(-32_768, [-32_767, 32_767])).toBe(false);
});
