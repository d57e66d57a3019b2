import type { Matrix } from './matrix.js';

/** Divides a vector by its length, in place; zeros become the first axis. */
export function unitRow(row: Float32Array): Float32Array {
  let squares = 0;
  for (const value of row) squares += value * value;
  if (squares < 1e-24) {
    row.fill(0);
    row[0] = 1;
    return row;
  }
  const norm = Math.sqrt(squares);
  for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) / norm;
  return row;
}

/** A copy whose rows have length 1. */
export function unitRows({ values, rows, columns }: Matrix): Matrix {
  const copy = values.slice();
  for (let row = 0; row < rows; row++) unitRow(copy.subarray(row * columns, (row + 1) * columns));
  return { values: copy, rows, columns };
}
