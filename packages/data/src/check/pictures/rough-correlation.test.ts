import { CODE_SIDE } from './picture-codes.js';
import { roughCorrelation } from './rough-correlation.js';

const whole = { left: 0, right: 1, top: 0, bottom: 1 };
const at = (value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: CODE_SIDE ** 2 }, (_, index) =>
    value(index % CODE_SIDE, Math.floor(index / CODE_SIDE)),
  );
const ramp = at((x, y) => 5 * x + y);

test('a picture correlates with itself, its negative and its turned copies', () => {
  const last = CODE_SIDE - 1;
  expect(roughCorrelation(ramp, ramp, 0, whole)).toBeCloseTo(1, 12);
  expect(
    roughCorrelation(
      ramp,
      at((x, y) => 255 - 5 * x - y),
      0,
      whole,
    ),
  ).toBeCloseTo(-1, 12);
  expect(
    roughCorrelation(
      ramp,
      at((x, y) => 5 * (last - x) + y),
      1,
      whole,
    ),
  ).toBeCloseTo(1, 12);
  // Rotated by 90°: what was at the left is at the top.
  expect(
    roughCorrelation(
      ramp,
      at((x, y) => 5 * y + last - x),
      5,
      whole,
    ),
  ).toBeCloseTo(1, 12);
});

test('a window is compared with the whole, and a uniform picture correlates with nothing', () => {
  const middle = { left: 0.25, right: 0.75, top: 0.25, bottom: 0.75 };
  const enlarged = at((x, y) => 5 * Math.floor(6 + x / 2) + Math.floor(6 + y / 2));
  expect(roughCorrelation(ramp, enlarged, 0, middle)).toBeCloseTo(1, 12);
  expect(roughCorrelation(ramp, new Uint8Array(CODE_SIDE ** 2).fill(9), 0, whole)).toBe(0);
});
