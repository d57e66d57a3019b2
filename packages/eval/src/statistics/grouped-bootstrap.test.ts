import { bootstrapInterval } from './bootstrap-interval.js';
import { groupedBootstrap } from './grouped-bootstrap.js';

const lehmer =
  (seed = 1) =>
  () =>
    (seed = (seed * 16807) % 2147483647) / 2147483647;

const outcomes = Array.from({ length: 30 }, (_, query) => ((query * 7) % 10) / 10);

test('with one query in each group it is the usual bootstrap', () => {
  const groups = outcomes.map((_, query) => 100 - query);
  const [interval] = groupedBootstrap({ columns: [outcomes], groups }, {}, lehmer()) ?? [];
  const usual = bootstrapInterval(outcomes, {}, lehmer());
  expect(interval?.low).toBeCloseTo(usual.low, 12);
  expect(interval?.high).toBeCloseTo(usual.high, 12);
});

test('a plain loop that draws whole groups gives the same, for every column', () => {
  // Groups of one to four queries.
  const groups = outcomes.map((_, query) => Math.floor(Math.sqrt(3 * query)));
  const second = outcomes.map((outcome) => Number(outcome > 0.4));
  const random = lehmer(5);
  const names = [...new Set(groups)];
  const drawn = Array.from({ length: 99 }, () =>
    names.flatMap(() => {
      const group = names[Math.floor(random() * names.length)];
      return groups.flatMap((one, query) => (one === group ? [query] : []));
    }),
  );
  const expected = [outcomes, second].map((column) => {
    const means = drawn
      .map(
        (queries) =>
          queries.reduce((sum, query) => sum + (column[query] ?? NaN), 0) / queries.length,
      )
      .sort((one, other) => one - other);
    // (99 + 1)·0.2/2 = 10: the tenth mean from each end.
    return { low: means[9] ?? NaN, high: means[89] ?? NaN };
  });
  const options = { confidence: 0.8, resamples: 99 };
  const intervals = groupedBootstrap({ columns: [outcomes, second], groups }, options, lehmer(5));
  expect(intervals).toHaveLength(2);
  intervals?.forEach(({ low, high }, at) => {
    expect(low).toBeCloseTo(expected[at]?.low ?? NaN, 12);
    expect(high).toBeCloseTo(expected[at]?.high ?? NaN, 12);
    expect(high).toBeGreaterThan(low);
  });
});

test('partners that are found together make the interval about √2 wider than independent ones', () => {
  // 200 pairs, half of them found: deviations √(1/4/200) against √(1/4/400).
  const groups = Array.from({ length: 400 }, (_, query) => query >> 1);
  const columns = [groups.map((group) => group % 2)];
  const width = (given: readonly number[]) => {
    const [one] = groupedBootstrap({ columns, groups: given }, {}, lehmer()) ?? [];
    return (one?.high ?? NaN) - (one?.low ?? NaN);
  };
  const ratio = width(groups) / width(groups.map((_, query) => query));
  expect(ratio).toBeGreaterThan(1.25);
  expect(ratio).toBeLessThan(1.6);
});

test('two groups have no interval, three have one', () => {
  const of = (...groups: number[]) =>
    groupedBootstrap({ columns: [groups.map(() => 1)], groups }, {}, lehmer());
  expect(of(1, 1, 2, 2)).toBeUndefined();
  expect(of(1, 2, 3)).toEqual([{ low: 1, high: 1 }]);
});

test('errors say what is required and what was given', () => {
  expect(() => groupedBootstrap({ columns: [[1, 2]], groups: [1] }, {}, lehmer())).toThrow(
    new RangeError('groupedBootstrap: groups must be one for each of 2 outcomes, got 1'),
  );
  const groups = [1, 2, 3];
  expect(() =>
    groupedBootstrap({ columns: [groups], groups }, { resamples: 38 }, lehmer()),
  ).toThrow('groupedBootstrap: resamples must be at least 39 for a confidence of 0.95, got 38');
  expect(() =>
    groupedBootstrap({ columns: [groups], groups }, { confidence: 1 }, lehmer()),
  ).toThrow('groupedBootstrap: confidence must be above 0 and below 1, got 1');
});
