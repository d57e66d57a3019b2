import type { Matrix } from '../analysis/matrix.js';

/**
 * The rows with the highest dot product with a vector, by comparing with all: used until there is an index.
 * @param k at most N.
 */
export function nearestRows(
  { values, rows, columns }: Matrix,
  vector: Float32Array,
  k: number,
): { readonly index: number; readonly similarity: number }[] {
  const found: { index: number; similarity: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let similarity = 0;
    for (let at = 0; at < columns; at++) {
      similarity += (vector[at] ?? 0) * (values[start + at] ?? 0);
    }
    if (found.length === k && similarity <= (found[k - 1]?.similarity ?? 0)) continue;
    let at = found.length;
    while (at > 0 && (found[at - 1]?.similarity ?? 0) < similarity) at--;
    found.splice(at, 0, { index: row, similarity });
    found.length = Math.min(found.length, k);
  }
  return found;
}
