import { meanInterval } from './mean-interval.js';

test('by hand: 1, 2 and 3', () => {
  const { mean, standardDeviation, low, high } = meanInterval([1, 2, 3]);
  // s = √((1 + 0 + 1)/2) = 1; t of two degrees of freedom at 0.975 is 0.95·√(2/(1 − 0.95²)).
  const half = (0.95 * Math.sqrt(2 / (1 - 0.95 ** 2))) / Math.sqrt(3);
  expect({ mean, standardDeviation }).toEqual({ mean: 2, standardDeviation: 1 });
  expect(half).toBeCloseTo(2.48414, 5);
  expect(low).toBeCloseTo(2 - half, 12);
  expect(high).toBeCloseTo(2 + half, 12);
});

test('by hand: two numbers, at a confidence of one half', () => {
  // s = √2, s/√2 = 1, and t of one degree of freedom at 0.75 is tan(π/4) = 1.
  const { low, high } = meanInterval([4, 6], { confidence: 0.5 });
  expect(low).toBeCloseTo(4, 12);
  expect(high).toBeCloseTo(6, 12);
});

test("Student's own example: hours of sleep gained, ten patients, one drug less the other", () => {
  // Biometrika 6, 1908: the mean is 1.58; R's t.test gives the interval 0.70 to 2.46.
  const differences = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
  const { mean, low, high } = meanInterval(differences);
  expect(mean).toBeCloseTo(1.58, 12);
  expect(low).toBeCloseTo(0.7001, 4);
  expect(high).toBeCloseTo(2.4599, 4);
});

test('equal numbers have an interval of no width', () => {
  expect(meanInterval([3, 3, 3])).toEqual({ mean: 3, standardDeviation: 0, low: 3, high: 3 });
});

test('errors say what is required and what was given', () => {
  expect(() => meanInterval([1])).toThrow(
    new RangeError('meanInterval: numbers must be two or more finite ones, got [1]'),
  );
  expect(() => meanInterval([1, NaN])).toThrow(
    new RangeError('meanInterval: numbers must be two or more finite ones, got [1, NaN]'),
  );
  expect(() => meanInterval([1, 2], { confidence: 1 })).toThrow(
    new RangeError('meanInterval: confidence must be above 0 and below 1, got 1'),
  );
});
