import { nearestPlaces, nearestRows } from './nearest-rows.js';

const matrix = (rows: number[][]) => ({
  values: Float32Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
});
const rows = matrix([
  [1, 0],
  [0, 1],
  [0.6, 0.8],
  [1, 0],
  [-1, 0],
]);

test('the most similar rows first, of equal ones the first', () => {
  const found = nearestRows(rows, Float32Array.of(1, 0), { k: 4 });
  expect(found.map(({ index }) => index)).toEqual([0, 3, 2, 1]);
  expect(found[2]?.similarity).toBeCloseTo(0.6, 6);
  const among = nearestRows(rows, Float32Array.of(1, 0), { k: 2, among: [4, 1, 2] });
  expect(among.map(({ index }) => index)).toEqual([2, 1]);
});

test('the nearest places', () => {
  expect(nearestPlaces(rows, Float32Array.of(0.9, 0), 2)).toEqual([0, 3]);
  expect(nearestPlaces(rows, Float32Array.of(-3, 0))).toEqual([4, 1, 2, 0, 3]);
});
