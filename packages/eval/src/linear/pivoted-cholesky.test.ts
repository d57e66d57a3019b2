import { fillUnitRows, readGolden } from '@jssl/testing';

import { pivotedCholesky, solveTransposed } from './pivoted-cholesky.js';

/** Inner products of rows [n, width], row by row. */
function products(rows: readonly (readonly number[])[]): number[] {
  return rows.flatMap((one) =>
    rows.map((other) => one.reduce((sum, value, at) => sum + value * (other[at] ?? NaN), 0)),
  );
}

const random = (count: number, width: number) => {
  const numbers = fillUnitRows(readGolden('knn').salt, 'cholesky', count, width);
  return Array.from({ length: count }, (_, row) => [
    ...numbers.slice(row * width, (row + 1) * width),
  ]);
};

test('by hand: [[4, 2], [2, 5]]', async () => {
  // 5 is the larger pivot: √5, 2/√5, and √(4 − 4/5).
  const { factor, pivots } = await pivotedCholesky([4, 2, 2, 5], 2, 1e-12);
  expect(pivots).toEqual([1, 0]);
  const expected = [2 / Math.sqrt(5), Math.sqrt(3.2), Math.sqrt(5), 0];
  expected.forEach((value, at) => {
    expect(factor[at]).toBeCloseTo(value, 14);
  });
});

test.each([
  [12, 5, 5],
  [9, 20, 9],
  [1, 3, 1],
])(
  '%s rows of %s numbers have rank %s, and their products come back',
  async (count, width, rank) => {
    const matrix = products(random(count, width));
    const { factor, pivots } = await pivotedCholesky(matrix, count, 1e-10);
    expect(pivots).toHaveLength(rank);
    const rows = Array.from({ length: count }, (_, row) => [
      ...factor.slice(row * rank, (row + 1) * rank),
    ]);
    products(rows).forEach((value, at) => {
      expect(Math.abs(value - (matrix[at] ?? NaN))).toBeLessThan(1e-9);
    });
  },
);

test('the transposed system is solved', async () => {
  const cholesky = await pivotedCholesky(products(random(6, 4)), 6, 1e-10);
  const { factor, pivots } = cholesky;
  const right = Float64Array.from({ length: 8 }, (_, at) => ((at * 5) % 7) - 3);
  const solved = solveTransposed(cholesky, right);
  for (let column = 0; column < 4; column++) {
    for (let side = 0; side < 2; side++) {
      const sum = pivots.reduce(
        (total, pivot, row) =>
          total + (factor[pivot * 4 + column] ?? NaN) * (solved[row * 2 + side] ?? NaN),
        0,
      );
      expect(sum).toBeCloseTo(right[column * 2 + side] ?? NaN, 10);
    }
  }
});

test('a matrix of zeros has rank 0', async () => {
  expect(await pivotedCholesky([0, 0, 0, 0], 2, 1e-6)).toEqual({
    ...{ factor: new Float64Array(), pivots: [] },
  });
});
