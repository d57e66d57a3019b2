import { unanimousInterval } from './unanimous-interval.js';

test('the least probable share that still gives all right in 2.5 % of cases is its end', () => {
  for (const outcomes of [1, 2, 3, 24, 10_000]) {
    const { low, high } = unanimousInterval(1, outcomes);
    expect(high).toBe(1);
    expect(low ** outcomes).toBeCloseTo(0.025, 10);
    // Mirrored if all are wrong.
    expect(unanimousInterval(0, outcomes)).toEqual({ low: 0, high: 1 - low });
  }
  expect(unanimousInterval(1, 2, { confidence: 0.5 }).low).toBe(0.5);
});

test('errors', () => {
  expect(() => unanimousInterval(0.5, 3)).toThrow(
    new RangeError('unanimousInterval: share must be 0 or 1, got 0.5'),
  );
  expect(() => unanimousInterval(1, 0)).toThrow(
    'unanimousInterval: outcomes must be a whole number of at least 1, got 0',
  );
  expect(() => unanimousInterval(1, 3, { confidence: 1 })).toThrow(
    'unanimousInterval: confidence must be above 0 and below 1, got 1',
  );
});
