/**
 * The effective rank of a matrix: exp of the entropy of its singular values divided by their sum (Roy and
 * Vetterli, "The effective rank: a measure of effective dimensionality", EUSIPCO 2007, Definition 1;
 * for features of an encoder: RankMe, arXiv 2210.02885). 1 when all rows are equal, min(N, F) when all
 * directions are used equally. Computed in float64. A matrix of zeros has rank 1.
 * @param values [rows, columns], row by row; any NaN gives NaN.
 */
export function effectiveRank(values: ArrayLike<number>, rows: number, columns: number): number {
  const eigenvalues = symmetricEigenvalues(gram(values, rows, columns));
  const singular = eigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const sum = singular.reduce((total, value) => total + value, 0);
  if (sum === 0) return 1;
  const entropy = singular.reduce((total, value) => {
    const share = value / sum;
    return share === 0 ? total : total - share * Math.log(share);
  }, 0);
  return Math.exp(entropy);
}

/** The rows of A·Aᵀ or Aᵀ·A, whichever is smaller: their nonzero eigenvalues are the same. */
function gram(values: ArrayLike<number>, rows: number, columns: number): Float64Array[] {
  const wide = columns >= rows;
  const vectors = Array.from({ length: wide ? rows : columns }, (_, at) =>
    Float64Array.from({ length: wide ? columns : rows }, (_, k) =>
      Number(values[wide ? at * columns + k : k * columns + at]),
    ),
  );
  return vectors.map((a) => Float64Array.from(vectors, (b) => dot(a, b)));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? NaN) * (b[k] ?? NaN);
  return sum;
}

/** The eigenvalues of a symmetric matrix, by Jacobi's rotations in cyclic order; it is overwritten. */
function symmetricEigenvalues(matrix: Float64Array[]): number[] {
  const trace = matrix.reduce((sum, row, at) => sum + (row[at] ?? NaN), 0);
  const negligible = 1e-15 * Math.abs(trace);
  // Convergence is quadratic: ten sweeps are plenty.
  for (let sweep = 0; sweep < 10; sweep++) {
    let rotations = 0;
    for (const [p, rowP] of matrix.entries()) {
      for (const [q, rowQ] of matrix.entries()) {
        if (q <= p || Math.abs(rowP[q] ?? 0) <= negligible) continue;
        rotate(matrix, rowP, rowQ, p, q);
        rotations++;
      }
    }
    if (rotations === 0) break;
  }
  return matrix.map((row, at) => row[at] ?? NaN);
}

/** Rotates the plane of coordinates p and q so that the element (p, q) becomes 0. */
function rotate(
  matrix: readonly Float64Array[],
  rowP: Float64Array,
  rowQ: Float64Array,
  p: number,
  q: number,
): void {
  const [pp = NaN, pq = NaN, qq = NaN] = [rowP[p], rowP[q], rowQ[q]];
  const slope = (qq - pp) / (2 * pq);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < matrix.length; k++) {
    if (k === p || k === q) continue;
    const [a = NaN, b = NaN] = [rowP[k], rowQ[k]];
    const row = matrix[k] as Float64Array;
    row[p] = rowP[k] = cosine * a - sine * b;
    row[q] = rowQ[k] = sine * a + cosine * b;
  }
  rowP[p] = pp - tangent * pq;
  rowQ[q] = qq + tangent * pq;
  rowP[q] = rowQ[p] = 0;
}
