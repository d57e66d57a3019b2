import type { Random } from './permutation.js';

// Hoisted out of the loop over millions of values.
const { cos, hypot, log, sqrt, PI } = Math;

/** Rows uniform on the unit sphere: normal numbers (Box and Muller) divided by their norm. */
export function randomUnitRows(rows: number, columns: number, random: Random): Float32Array {
  const values = new Float32Array(rows * columns);
  for (let start = 0; start < values.length; start += columns) {
    const row = Float64Array.from({ length: columns }, () => {
      // log(0) is infinite, and with log(1 − uniform) a whole row could be 0.
      const radius = sqrt(-2 * log(random() || Number.EPSILON));
      return radius * cos(2 * PI * random());
    });
    const norm = hypot(...row);
    row.forEach((value, column) => (values[start + column] = value / norm));
  }
  return values;
}
