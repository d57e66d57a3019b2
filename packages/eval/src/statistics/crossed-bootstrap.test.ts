import { crossedBootstrap } from './crossed-bootstrap.js';
import { groupedBootstrap } from './grouped-bootstrap.js';

const lehmer =
  (seed = 1) =>
  () =>
    (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

test('equal runs leave the choice of the groups, equal queries that of the runs', () => {
  const found = Array.from({ length: 200 }, (_, query) => Number(query % 10 < 8));
  const groups = found.map((_, query) => query >> 1);
  const equalRuns = crossedBootstrap({ runs: [found, found, found], groups }, {}, lehmer());
  const [alone] = groupedBootstrap({ columns: [found], groups }, {}, lehmer(3)) ?? [];
  // Both are percentile bootstraps of the same mean, from other draws.
  expect(equalRuns?.low).toBeCloseTo(alone?.low ?? NaN, 1);
  expect(equalRuns?.high).toBeCloseTo(alone?.high ?? NaN, 1);
  const runs = [0.1, 0.2, 0.3, 0.4].map((value) => new Float64Array(50).fill(value));
  const equalQueries = crossedBootstrap({ runs }, { resamples: 1999 }, lehmer());
  // Four draws from four: the mean is 0.25 with a deviation of √(0.0125 / 4) = 0.056.
  expect(equalQueries?.low).toBeCloseTo(0.15, 1);
  expect(equalQueries?.high).toBeCloseTo(0.35, 1);
  expect((equalQueries?.high ?? NaN) - (equalQueries?.low ?? NaN)).toBeGreaterThan(0.15);
});

test('it holds the true mean at least 93 of 100 times when runs and queries both vary', () => {
  const random = lehmer(5);
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  let held = 0;
  const draws = 150;
  for (let draw = 0; draw < draws; draw++) {
    const easy = Array.from({ length: 40 }, normal);
    const runs = Array.from({ length: 10 }, () => {
      const better = 0.3 * normal();
      return easy.map((own) => own + better + 0.5 * normal());
    });
    const interval = crossedBootstrap({ runs }, { resamples: 199 }, random);
    if (interval && interval.low <= 0 && interval.high >= 0) held++;
  }
  // A percentile bootstrap of ten runs is about a twentieth too narrow; two standard errors are 0.036.
  expect(held / draws).toBeGreaterThan(0.89);
});

test('two runs or two groups have no interval', () => {
  const run = [1, 0, 1, 0];
  expect(crossedBootstrap({ runs: [run, run] }, {}, lehmer())).toBeUndefined();
  const groups = [1, 1, 2, 2];
  expect(crossedBootstrap({ runs: [run, run, run], groups }, {}, lehmer())).toBeUndefined();
});

test('sizes that disagree are refused', () => {
  expect(() => crossedBootstrap({ runs: [[1, 0], [1]] }, {}, lehmer())).toThrow(
    new RangeError(
      'crossedBootstrap: all runs, and the groups, must have as many queries, got 2 and 1',
    ),
  );
  expect(() => crossedBootstrap({ runs: [[1, 0]], groups: [1, 1, 1] }, {}, lehmer())).toThrow(
    /got 2 and 3$/,
  );
});
