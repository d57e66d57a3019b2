import { stretch, stretchGray } from './stretch.js';

test('a larger image is averaged, whatever its proportions', () => {
  // Two rows of four pixels become two of two.
  const gray = Uint8Array.of(0, 10, 100, 110, 50, 50, 200, 220);
  expect([...stretchGray(gray, { height: 2, width: 4, channels: 1 }, 2)]).toEqual([
    5, 105, 50, 210,
  ]);
  const color = stretch(gray, { height: 2, width: 4, channels: 1 }, 2);
  expect([...color]).toEqual([5, 5, 5, 105, 105, 105, 50, 50, 50, 210, 210, 210]);
});

test('a smaller image is interpolated, and its border is repeated', () => {
  const pair = { height: 1, width: 2, channels: 1 };
  expect([...stretchGray(Uint8Array.of(0, 100), pair, 4)].slice(0, 4)).toEqual([0, 25, 75, 100]);
});

test('colors are weighted to gray', () => {
  const pixel = Uint8Array.of(100, 200, 50);
  const shape = { height: 1, width: 1, channels: 3 };
  expect([...stretchGray(pixel, shape, 1)]).toEqual([153]);
  expect([...stretch(pixel, shape, 1)]).toEqual([100, 200, 50]);
});
