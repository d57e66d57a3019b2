import { sparkline } from './sparkline.js';

test('eight heights from the lowest to the highest value', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([9, 5, 1], 10)).toBe('█▅▁');
});

test('more values than characters are averaged', () => {
  // Means 1.5, 3.5 and 6: of two, two and three.
  expect(sparkline([1, 2, 3, 4, 5, 6, 7], 3)).toBe('▁▄█');
  expect(
    sparkline(
      Array.from({ length: 500 }, (_, at) => at),
      20,
    ),
  ).toHaveLength(20);
});

test('a flat curve runs in the middle, and no values are none', () => {
  expect(sparkline([2, 2], 5)).toBe('▅▅');
  expect(sparkline([], 5)).toBe('');
});
