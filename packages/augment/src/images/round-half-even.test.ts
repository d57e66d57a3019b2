import { roundHalfEven } from './round-half-even.js';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [3.5, 4],
  [2.4999, 2],
  [2.5001, 3],
  [7, 7],
])('Python’s round(%p) is %p', (value, rounded) => {
  expect(roundHalfEven(value)).toBe(rounded);
});
