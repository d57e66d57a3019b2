import { createPauses } from '../pauses.js';

/** A factor of a matrix of inner products, and the rows that it was made from. */
export interface PivotedCholesky {
  /** L [n, r], row by row, in the order of the matrix: its product with its transpose is nearly the matrix. */
  readonly factor: Float64Array;
  /** The r pivots: rows of the matrix, whose part of L is lower triangular. */
  readonly pivots: readonly number[];
}

/**
 * Pivoted Cholesky decomposition of a symmetric matrix without negative eigenvalues (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2002, Section 10.3). It ends when no diagonal element of the rest exceeds `tolerance` times the
 * largest one of the matrix, so r is the numerical rank. Takes n·r² operations, with pauses for timers and signals.
 * @param matrix [n, n], row by row.
 * @param tolerance above 0: what the matrix was rounded to.
 */
export async function pivotedCholesky(
  matrix: ArrayLike<number>,
  size: number,
  tolerance: number,
): Promise<PivotedCholesky> {
  const pause = createPauses();
  // The rows of L with room for all columns, so that the inner products below run along memory.
  const rows = new Float64Array(size * size);
  const rest = Float64Array.from({ length: size }, (_, at) => matrix[at * size + at] ?? NaN);
  const least = tolerance * rest.reduce((most, one) => Math.max(most, one), 0);
  const pivots: number[] = [];
  for (let column = 0; column < size; column++) {
    await pause();
    let pivot = 0;
    for (let at = 1; at < size; at++) if ((rest[at] ?? NaN) > (rest[pivot] ?? NaN)) pivot = at;
    const left = rest[pivot] ?? NaN;
    if (!(left > least)) break;
    const root = Math.sqrt(left);
    for (let row = 0; row < size; row++) {
      const [own, other] = [row * size, pivot * size];
      let sum = matrix[other + row] ?? NaN;
      for (let at = 0; at < column; at++)
        sum -= (rows[own + at] ?? NaN) * (rows[other + at] ?? NaN);
      const value = row === pivot ? root : sum / root;
      rows[own + column] = value;
      rest[row] = (rest[row] ?? NaN) - value ** 2;
    }
    // The part of a pivot's row after its column is 0, and it is never chosen again.
    for (const before of pivots) rows[before * size + column] = 0;
    rest[pivot] = -Infinity;
    pivots.push(pivot);
  }
  const rank = pivots.length;
  const factor = new Float64Array(size * rank);
  for (let row = 0; row < size; row++) {
    factor.set(rows.subarray(row * size, row * size + rank), row * rank);
  }
  return { factor, pivots };
}

/**
 * Solves Tᵀ·X = B, where T [r, r] is the lower triangular part of L at its pivots.
 * @param right B [r, c], row by row.
 * @returns X [r, c], row by row.
 */
export function solveTransposed(
  { factor, pivots }: PivotedCholesky,
  right: Float64Array,
): Float64Array {
  const rank = pivots.length;
  const columns = right.length / rank;
  const solved = Float64Array.from(right);
  for (let row = rank - 1; row >= 0; row--) {
    const diagonal = factor[(pivots[row] ?? NaN) * rank + row] ?? NaN;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      solved[at] = (solved[at] ?? NaN) / diagonal;
    }
    for (let before = 0; before < row; before++) {
      const share = factor[(pivots[row] ?? NaN) * rank + before] ?? NaN;
      for (let column = 0; column < columns; column++) {
        const at = before * columns + column;
        solved[at] = (solved[at] ?? NaN) - share * (solved[row * columns + column] ?? NaN);
      }
    }
  }
  return solved;
}
