import { solveSymmetric } from './solve-symmetric.js';

const all = [true, true];
const close = (values: readonly number[]) =>
  values.map((value) => expect.closeTo(value, 4) as number);

test('a system of two equations by hand', () => {
  // 4x + 2y = 10 and 2x + 3y = 9 hold for x = 1.5 and y = 2.
  const matrix = Float64Array.of(4, 2, 2, 3);
  const right = Float64Array.of(10, 9);
  expect(solveSymmetric(matrix, right, all)).toEqual(close([1.5, 2]));
  // Without x: 3y = 9.
  expect(solveSymmetric(matrix, right, [false, true])).toEqual(close([0, 3]));
});

test('an unknown that nothing is known about is 0', () => {
  expect(solveSymmetric(Float64Array.of(2, 0, 0, 0), Float64Array.of(6, 0), all)).toEqual(
    close([3, 0]),
  );
});
