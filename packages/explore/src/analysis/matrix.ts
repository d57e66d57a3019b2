/** Rows of F numbers, one after the other. */
export interface Matrix {
  /** [N, F] */
  readonly values: Float32Array;
  /** N */
  readonly rows: number;
  /** F */
  readonly columns: number;
}

/** The dot product of two rows. */
export function dotRows(one: Matrix, row: number, other: Matrix, otherRow: number): number {
  const { columns } = one;
  const [start, otherStart] = [row * columns, otherRow * columns];
  let sum = 0;
  for (let at = 0; at < columns; at++) {
    sum += (one.values[start + at] ?? 0) * (other.values[otherStart + at] ?? 0);
  }
  return sum;
}
