import fc from 'fast-check';

import { invertPermutation, randomPermutation } from './permutation.js';

/** A seeded generator of uniform numbers, enough for tests (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const permutations = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer())
  .map(([length, seed]) => randomPermutation(length, seeded(seed)));

test('Fisher and Yates by hand', () => {
  // 0.5 · 3 chooses index 1: [0, 2, 1]; 0 · 2 chooses index 0: [2, 0, 1].
  const draws = [0.5, 0];
  expect([...randomPermutation(3, () => draws.shift() ?? NaN)]).toEqual([2, 0, 1]);
  expect(draws).toHaveLength(0);
});

test('the largest uniform number below 1 leaves the order as it is', () => {
  expect([...randomPermutation(5, () => 1 - 2 ** -53)]).toEqual([0, 1, 2, 3, 4]);
});

test('nothing and a single index need no random number', () => {
  const never = () => {
    throw new Error('not needed');
  };
  expect([...randomPermutation(0, never)]).toEqual([]);
  expect([...randomPermutation(1, never)]).toEqual([0]);
});

test('every index occurs once', () => {
  fc.assert(
    fc.property(permutations, (permutation) => {
      expect([...permutation].sort((a, b) => a - b)).toEqual([...permutation.keys()]);
    }),
  );
});

test('the 24 orders of four indices are equally likely', () => {
  const random = seeded(7);
  const counts = new Map<string, number>();
  const draws = 24_000;
  for (let draw = 0; draw < draws; draw++) {
    const order = randomPermutation(4, random).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  // The 0.999 quantile of chi-square with 23 degrees of freedom.
  expect(chiSquare).toBeLessThan(49.7);
});

test('the inverse of [2, 0, 1] is [1, 2, 0]', () => {
  expect([...invertPermutation([2, 0, 1])]).toEqual([1, 2, 0]);
});

test('the inverse undoes the permutation and is undone by itself', () => {
  fc.assert(
    fc.property(permutations, (permutation) => {
      const inverse = invertPermutation(permutation);
      expect([...permutation].map((value) => inverse[value])).toEqual([...permutation.keys()]);
      expect(invertPermutation(inverse)).toEqual(permutation);
    }),
  );
});

test.each([-1, 1.5, NaN, Infinity])('a length of %p is refused', (length) => {
  expect(() => randomPermutation(length, Math.random)).toThrow(
    new RangeError(`randomPermutation: length must be an integer of at least 0, got ${length}`),
  );
});

test.each([
  [[0, 2, 2], 2, 2],
  [[0, 3, 1], 3, 1],
  [[-1, 0, 1], -1, 0],
  [[0, 0.5, 1], 0.5, 1],
  [[NaN, 0, 1], NaN, 0],
])('%p is no permutation', (values, value, index) => {
  expect(() => invertPermutation(values)).toThrow(
    new RangeError(
      `invertPermutation: permutation must contain each of 0 to 2 once, got ${value} at index ${index}`,
    ),
  );
});
