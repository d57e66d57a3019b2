/** Added to the diagonal, as a share of it, so that dependent unknowns get a stable solution. */
const RIDGE = 1e-6;

/**
 * Solves a small system of linear equations with a symmetric positive definite matrix, by Cholesky
 * decomposition.
 * @param matrix [n, n]
 * @param right [n]
 * @param free which unknowns to solve for; the others are 0.
 * @returns the unknowns [n]; those that the matrix does not determine are 0.
 */
export function solveSymmetric(
  matrix: Float64Array,
  right: Float64Array,
  free: readonly boolean[],
): number[] {
  const count = right.length;
  const lower = new Float64Array(count * count);
  const solved = new Array<number>(count).fill(0);
  for (let row = 0; row < count; row++) {
    if (!free[row]) continue;
    let value = right[row] ?? 0;
    for (let column = 0; column <= row; column++) {
      if (!free[column]) continue;
      let sum = matrix[row * count + column] ?? 0;
      if (row === column) sum *= 1 + RIDGE;
      for (let at = 0; at < column; at++) {
        sum -= (lower[row * count + at] ?? 0) * (lower[column * count + at] ?? 0);
      }
      const pivot = lower[column * count + column] ?? 0;
      if (row !== column) lower[row * count + column] = pivot > 0 ? sum / pivot : 0;
      else lower[row * count + row] = sum > 0 ? Math.sqrt(sum) : 0;
      if (column < row) value -= (lower[row * count + column] ?? 0) * (solved[column] ?? 0);
    }
    const pivot = lower[row * count + row] ?? 0;
    solved[row] = pivot > 0 ? value / pivot : 0;
  }
  for (let row = count - 1; row >= 0; row--) {
    const pivot = lower[row * count + row] ?? 0;
    let value = solved[row] ?? 0;
    for (let below = row + 1; below < count; below++) {
      value -= (lower[below * count + row] ?? 0) * (solved[below] ?? 0);
    }
    solved[row] = pivot > 0 ? value / pivot : 0;
  }
  return solved;
}
