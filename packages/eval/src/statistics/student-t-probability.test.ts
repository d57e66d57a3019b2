import { studentTProbability } from './student-t-probability.js';
import { studentTQuantile } from './student-t-quantile.js';

// scipy 1.17.1: stats.t.cdf(t, nu)
test.each([
  [0.5, 1, 0.6475836176504333],
  [2, 2, 0.908248290463863],
  [-1.3, 3, 0.14223375436394853],
  [4.302652729911275, 2, 0.9750000000017417],
  [-7, 9, 3.162369481868346e-5],
  [1.96, 1000, 0.9748634075221256],
])('as in scipy: t %d with %d degrees of freedom', (t, nu, probability) => {
  expect(Math.abs(studentTProbability(t, nu) - probability)).toBeLessThan(1e-13);
});

test('it is the inverse of the quantile', () => {
  for (const nu of [1, 2, 5, 29]) {
    for (const probability of [0.001, 0.2, 0.5, 0.975]) {
      const t = studentTQuantile(probability, nu);
      expect(studentTProbability(t, nu)).toBeCloseTo(probability, 12);
    }
  }
});

test('infinite t', () => {
  expect([-Infinity, Infinity].map((t) => studentTProbability(t, 4))).toEqual([0, 1]);
});

test('errors say what is required and what was given', () => {
  expect(() => studentTProbability(NaN, 3)).toThrow(
    new RangeError('studentTProbability: t must be a number, got NaN'),
  );
  expect(() => studentTProbability(1, 0)).toThrow(
    new RangeError(
      'studentTProbability: degreesOfFreedom must be a whole number of at least 1, got 0',
    ),
  );
});
