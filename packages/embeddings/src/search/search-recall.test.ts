import { searchRecall } from './search-recall.js';

test('the share of the nearest that were found, over all queries', () => {
  const exact = [
    [0.9, 0.8, 0.7],
    [0.6, 0.5, 0.4],
  ];
  expect(searchRecall(exact, exact)).toBe(1);
  // The first query misses one: 0.3 is less than its third nearest, 0.7.
  expect(
    searchRecall(
      [
        [0.9, 0.7, 0.3],
        [0.6, 0.5, 0.4],
      ],
      exact,
    ),
  ).toBe(5 / 6);
  // Fewer than three were found.
  expect(searchRecall([[0.9], []], exact)).toBe(1 / 6);
});

test('any result as similar as the k-th nearest counts', () => {
  expect(searchRecall([[0.9, 0.8 - 1e-6]], [[0.9, 0.8]])).toBe(1);
  expect(searchRecall([[0.9, 0.8 - 1e-5]], [[0.9, 0.8]])).toBe(0.5);
});

test.each([
  [[], []],
  [[[1]], [[1], [1]]],
])('different numbers of queries are rejected', (found, exact) => {
  expect(() => searchRecall(found, exact)).toThrow(
    `searchRecall: found and exact must have the same queries, at least one, got ${found.length} and ${exact.length}`,
  );
});
