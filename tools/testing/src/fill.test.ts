import { fill, fillUnitRows } from './fill.js';
import { readGolden } from './read-golden.js';
import { transpose } from './transpose.js';

test('fill gives the unit rows that the golden losses were computed from', () => {
  const golden = readGolden('loss');
  const full = golden.cases.filter((one) => one.kind === 'moco-jaccard' && one.inputs);
  expect(full).not.toHaveLength(0);
  for (const one of full) {
    if (one.kind !== 'moco-jaccard' || !one.inputs) continue;
    const rows = fillUnitRows(golden.salt, `${one.prefix}queue_p`, one.M, one.D);
    one.inputs.queue_p.flat().forEach((value, index) => {
      expect(rows[index]).toBeCloseTo(value, 14);
    });
  }
});

test('fill keeps to its range and moves with the offset', () => {
  const values = fill('dev', 'range', [1000], 0.5, 2);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(1.5);
  expect(Math.max(...values)).toBeLessThan(2.5);
});

test('transpose of [out, in] to [in, out]', () => {
  expect([...transpose([1, 2, 3, 4, 5, 6], [2, 3], [1, 0])]).toEqual([1, 4, 2, 5, 3, 6]);
});

test('transpose of NCHW to NHWC puts the channels last', () => {
  expect([...transpose([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 2, 2], [0, 2, 3, 1])]).toEqual([
    0, 4, 1, 5, 2, 6, 3, 7,
  ]);
});
