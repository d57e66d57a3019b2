import { keyedRandom } from '@jssl/augment';

import { alongAxes, principalAxes, projectRows } from './principal-axes.js';

const pause = () => Promise.resolve();

test('the axes of points on an ellipse are its own, the longer one first', async () => {
  // A mean of [3, 1, 5], and deviations of 4 along (0.6, 0.8, 0) and of 1 along (-0.8, 0.6, 0).
  const rows = 400;
  const values = new Float32Array(3 * rows);
  for (let row = 0; row < rows; row++) {
    const angle = (2 * Math.PI * row) / rows;
    const [long, short] = [4 * Math.cos(angle), Math.sin(angle)];
    values.set([3 + 0.6 * long - 0.8 * short, 1 + 0.8 * long + 0.6 * short, 5], 3 * row);
  }
  const matrix = { values, rows, columns: 3 };
  const found = await principalAxes(matrix, 2, { random: keyedRandom(0), pause });
  const [first = [], second = []] = found.axes;
  const sign = Math.sign(first[0] ?? 0);
  [0.6, 0.8, 0].forEach((value, at) => {
    expect(sign * (first[at] ?? 0)).toBeCloseTo(value, 3);
  });
  expect(Math.abs(second[0] ?? 0)).toBeCloseTo(0.8, 3);
  const projected = await projectRows(matrix, found, { pause });
  expect(projected).toMatchObject({ rows, columns: 2 });
  expect(sign * (projected.values[0] ?? 0)).toBeCloseTo(4, 2);
  expect(projected.values[1]).toBeCloseTo(0, 2);
  expect(alongAxes(found, values.subarray(0, 3))[0]).toBeCloseTo(projected.values[0] ?? 0, 4);
  const only = await projectRows(matrix, found, { pause, count: 1 });
  expect([only.columns, only.values[7]]).toEqual([1, projected.values[14]]);
});
