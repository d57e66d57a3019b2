import fc from 'fast-check';

import { bootstrapInterval } from './bootstrap-interval.js';

/** Park and Miller's generator. */
const random = (seed: number) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;

const rightOf = (right: number, count: number) =>
  Array.from({ length: count }, (_, row) => Number(row < right));

test.each([
  // Of 7 means, q = ⌊8·0.5/2⌋ = 2: from the second to the sixth.
  { resamples: 7, draws: '00 01 10 11 01 10 01', low: 2, high: 2 },
  { resamples: 7, draws: '11 00 01 00 11 10 00', low: 0, high: 4 },
  // Of 6 means, q = ⌊7·0.5/2⌋ = 1: from the first to the last.
  { resamples: 6, draws: '01 01 11 01 01 01', low: 2, high: 4 },
])('by hand: draws $draws of the outcomes 0 and 4', ({ resamples, draws, low, high }) => {
  const numbers = (draws.match(/[01]/g) ?? []).map((digit) => (digit === '0' ? 0.49 : 0.5));
  const interval = bootstrapInterval([0, 4], { confidence: 0.5, resamples }, () => {
    return numbers.shift() ?? NaN;
  });
  expect(interval).toEqual({ low, high });
  expect(numbers).toEqual([]);
});

test('of many outcomes it is nearly the normal interval', () => {
  // ±1.96·√(0.8·0.2/1000) = ±0.0248; an end found from 999 resamples has a standard error of 0.0011.
  const { low, high } = bootstrapInterval(rightOf(800, 1000), {}, random(11));
  expect(Math.abs(low - (0.8 - 0.0248))).toBeLessThan(0.0033);
  expect(Math.abs(high - (0.8 + 0.0248))).toBeLessThan(0.0033);
});

test('about 95 of 100 intervals hold the accuracy that the outcomes were drawn with', () => {
  const next = random(5);
  let held = 0;
  for (let trial = 0; trial < 200; trial++) {
    const outcomes = Array.from({ length: 100 }, () => Number(next() < 0.7));
    const { low, high } = bootstrapInterval(outcomes, { resamples: 99 }, next);
    if (low <= 0.7 && 0.7 <= high) held++;
  }
  // Four standard errors of a share of 0.95 in 200 are 0.062.
  expect(Math.abs(held / 200 - 0.95)).toBeLessThan(0.062);
});

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 2 });
const shares = fc.nat(30).chain((right) => fc.constant(rightOf(right, 30)));

test('the same seed gives the same interval, within the outcomes', () => {
  fc.assert(
    fc.property(shares, seeds, (outcomes, seed) => {
      const interval = bootstrapInterval(outcomes, { resamples: 99 }, random(seed));
      expect(bootstrapInterval(outcomes, { resamples: 99 }, random(seed))).toEqual(interval);
      expect(interval.low).toBeGreaterThanOrEqual(Math.min(...outcomes));
      expect(interval.high).toBeGreaterThanOrEqual(interval.low);
      expect(interval.high).toBeLessThanOrEqual(Math.max(...outcomes));
    }),
  );
});

test('what is wrong has the interval of what is right, turned round', () => {
  fc.assert(
    fc.property(shares, seeds, (outcomes, seed) => {
      const right = bootstrapInterval(outcomes, { resamples: 99 }, random(seed));
      const wrong = bootstrapInterval(
        outcomes.map((outcome) => 1 - outcome),
        { resamples: 99 },
        random(seed),
      );
      expect(wrong.low).toBeCloseTo(1 - right.high, 12);
      expect(wrong.high).toBeCloseTo(1 - right.low, 12);
    }),
  );
});

test('more confidence is a wider interval', () => {
  const outcomes = rightOf(13, 30);
  const intervals = [0.5, 0.8, 0.9, 0.95, 0.99].map((confidence) =>
    bootstrapInterval(outcomes, { confidence }, random(3)),
  );
  const widths = intervals.map(({ low, high }) => high - low);
  expect(widths).toEqual([...new Set(widths)].sort((a, b) => a - b));
});

test('the least number of resamples takes the least and the greatest mean', () => {
  for (const [confidence, resamples] of [
    [0.9, 19],
    [0.95, 39],
    [0.99, 199],
  ] as const) {
    const means: number[] = [];
    let draw = 0;
    const next = random(2);
    const { low, high } = bootstrapInterval([0, 1], { confidence, resamples }, () => {
      const number = next();
      const at = Math.floor(draw++ / 2);
      means[at] = (means[at] ?? 0) + Math.floor(2 * number) / 2;
      return number;
    });
    expect(means).toHaveLength(resamples);
    expect([low, high]).toEqual([Math.min(...means), Math.max(...means)]);
    expect(() =>
      bootstrapInterval([0, 1], { confidence, resamples: resamples - 1 }, random(2)),
    ).toThrow(
      new RangeError(
        `bootstrapInterval: resamples must be at least ${resamples} for a confidence of ${confidence}, got ${resamples - 1}`,
      ),
    );
  }
});

test('errors say what is required and what was given', () => {
  expect(() => bootstrapInterval([], {}, random(1))).toThrow(
    new RangeError('bootstrapInterval: outcomes must be at least one, got 0'),
  );
  expect(() => bootstrapInterval([1], { confidence: 1 }, random(1))).toThrow(
    new RangeError('bootstrapInterval: confidence must be above 0 and below 1, got 1'),
  );
  expect(() => bootstrapInterval([1], { resamples: 0.5 }, random(1))).toThrow(
    new RangeError('bootstrapInterval: resamples must be a whole number of at least 1, got 0.5'),
  );
});
