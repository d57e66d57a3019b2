import { groupedBootstrap } from './grouped-bootstrap.js';
import { groupedDifference } from './grouped-difference.js';

const lehmer = () => {
  let seed = 1;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
};
const pairs = (count: number) => Array.from({ length: 2 * count }, (_, query) => query >> 1);
const foundUntil = (groups: readonly number[], end: number) =>
  groups.map((group) => Number(group < end));

test('it is the bootstrap of the differences, query by query', () => {
  const groups = pairs(40);
  const columns = [foundUntil(groups, 30), foundUntil(groups, 20)];
  const apart = groups.map((group) => Number(group >= 20 && group < 30));
  const found = groupedDifference({ columns, groups }, lehmer());
  const [interval] = groupedBootstrap({ columns: [apart], groups }, {}, lehmer()) ?? [];
  expect(found).toEqual({ difference: 0.25, interval });
});

test('queries that both find easy make it much narrower than the two intervals apart', () => {
  // 80 % and 70 % of 100 pairs, the same ones: deviations of 4 and 4.6 points, and of 3 for the difference.
  const groups = pairs(100);
  const columns = [foundUntil(groups, 80), foundUntil(groups, 70)];
  const intervals = groupedBootstrap({ columns, groups }, {}, lehmer());
  const paired = groupedDifference({ columns, groups }, lehmer());
  expect(intervals?.[0]?.low).toBeLessThan(intervals?.[1]?.high ?? NaN);
  expect(paired?.difference).toBeCloseTo(0.1, 12);
  expect(paired?.interval.low).toBeGreaterThan(0.03);
});

test('encoders that exchange places have the opposite difference', () => {
  const groups = pairs(30);
  const [one, other] = [foundUntil(groups, 12), foundUntil(groups, 9)];
  const forward = groupedDifference({ columns: [one, other], groups }, lehmer());
  const backward = groupedDifference({ columns: [other, one], groups }, lehmer());
  expect(forward?.difference).toBeCloseTo(-(backward?.difference ?? NaN), 12);
  expect(forward?.interval.low).toBeCloseTo(-(backward?.interval.high ?? NaN), 12);
});

test('two groups have no interval', () => {
  const columns = [
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ];
  expect(groupedDifference({ columns, groups: [1, 1, 2, 2] }, lehmer())).toBeUndefined();
});

test.each([
  [[], []],
  [
    [1, 1],
    [1, 1, 1],
  ],
])('%j and %j are refused', (first, second) => {
  expect(() => groupedDifference({ columns: [first, second], groups: first }, lehmer())).toThrow(
    new RangeError(
      `groupedDifference: both must have as many queries, at least one, got ${first.length} and ${second.length}`,
    ),
  );
});
