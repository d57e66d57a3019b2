import fc from 'fast-check';

import { effectiveRank } from './effective-rank.js';

test('rows that are all alike have rank 1, orthogonal rows as many as there are', () => {
  const alike = Array.from({ length: 6 }, () => [0.6, 0.8, 0]).flat();
  // The entropy of shares that are exactly 0 and 1, but for float64 rounding under roots.
  expect(effectiveRank(alike, 6, 3)).toBeCloseTo(1, 5);
  const identity = Array.from({ length: 16 }, (_, at) => Number(at % 5 === 0));
  expect(effectiveRank(identity, 4, 4)).toBeCloseTo(4, 12);
});

test('by hand: singular values 3 and 1', () => {
  // Shares 3/4 and 1/4: exp(3/4 ln 4/3 + 1/4 ln 4)
  const expected = Math.exp(0.75 * Math.log(4 / 3) + 0.25 * Math.log(4));
  expect(effectiveRank([3, 0, 0, 0, 1, 0], 2, 3)).toBeCloseTo(expected, 12);
  // The same turned by 30 degrees on both sides is no other rank.
  const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
  expect(effectiveRank([3 * c, -s, 3 * s, c], 2, 2)).toBeCloseTo(expected, 12);
});

test('as numpy: a matrix of 5 rows and 4 columns', () => {
  // numpy 2: s = svd(sin(arange(20) ** 2).reshape(5, 4), compute_uv=False); p = s / s.sum();
  // exp(-(p * log(p)).sum())
  const values = Array.from({ length: 20 }, (_, at) => Math.sin(at ** 2));
  expect(effectiveRank(values, 5, 4)).toBeCloseTo(3.8033074812624283, 10);
});

test('it is from 1 to the smaller side, and no matter of scale or transposition', () => {
  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      }),
    );
  fc.assert(
    fc.property(matrices, ({ rows, columns, values }) => {
      const rank = effectiveRank(values, rows, columns);
      expect(rank).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(rank).toBeLessThanOrEqual(Math.min(rows, columns) + 1e-9);
      const transposed = Array.from(
        { length: values.length },
        (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? NaN,
      );
      // Small singular values are roots of rounding: 1e-8 of the largest.
      expect(effectiveRank(transposed, columns, rows)).toBeCloseTo(rank, 5);
      const large = values.map((value) => value * 1024);
      expect(effectiveRank(large, rows, columns)).toBeCloseTo(rank, 5);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('zeros count as 1, NaN gives NaN', () => {
  expect(effectiveRank(new Float32Array(12), 3, 4)).toBe(1);
  expect(effectiveRank([1, NaN, 0, 1], 2, 2)).toBeNaN();
});
