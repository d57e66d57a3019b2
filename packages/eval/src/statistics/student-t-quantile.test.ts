import { studentTQuantile } from './student-t-quantile.js';

test('by hand: one degree of freedom is the Cauchy distribution, two have a closed form', () => {
  for (const probability of [0.6, 0.9, 0.975, 0.995]) {
    // F(t) = 1/2 + atan(t)/π, and F(t) = 1/2 + t/(2·√(2 + t²)).
    const share = 2 * probability - 1;
    const cauchy = Math.tan(Math.PI * (probability - 0.5));
    const two = share * Math.sqrt(2 / (1 - share ** 2));
    // The rounding of a share near 1 is magnified by the slope of the tangent there.
    expect(studentTQuantile(probability, 1) / cauchy).toBeCloseTo(1, 12);
    expect(studentTQuantile(probability, 2) / two).toBeCloseTo(1, 12);
  }
});

test.each([
  [1, 12.7062],
  [2, 4.3027],
  [3, 3.1824],
  [4, 2.7764],
  [5, 2.5706],
  [9, 2.2622],
  [10, 2.2281],
  [30, 2.0423],
  [120, 1.9799],
])('the two-sided 95 %% point of the printed tables with %d degrees of freedom', (nu, t) => {
  expect(studentTQuantile(0.975, nu)).toBeCloseTo(t, 4);
});

test('of many degrees of freedom it is the normal quantile', () => {
  // z + (z³ + z)/(4ν), the first terms of its expansion (Abramowitz and Stegun, 26.7.5).
  const z = 1.959963984540054;
  expect(studentTQuantile(0.975, 10_000)).toBeCloseTo(z + (z ** 3 + z) / 40_000, 7);
});

test('it is symmetric about 0 and rises with the probability', () => {
  expect(studentTQuantile(0.5, 7)).toBe(0);
  const quantiles = [0.01, 0.2, 0.4, 0.6, 0.8, 0.99].map((one) => studentTQuantile(one, 7));
  expect(quantiles).toEqual(quantiles.toSorted((one, other) => one - other));
  quantiles.forEach((t, at) => {
    expect(t).toBeCloseTo(-(quantiles.at(-1 - at) ?? NaN), 12);
  });
});

test('errors say what is required and what was given', () => {
  expect(() => studentTQuantile(1, 3)).toThrow(
    new RangeError('studentTQuantile: probability must be above 0 and below 1, got 1'),
  );
  expect(() => studentTQuantile(0.9, 1.5)).toThrow(
    new RangeError(
      'studentTQuantile: degreesOfFreedom must be a whole number of at least 1, got 1.5',
    ),
  );
});
