import { holmAdjusted } from './holm-adjusted.js';

// statsmodels 0.15.0: multipletests(p, method='holm')[1]
test.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.034, 0.2, 0.5, 0.012, 0.012, 0.9, 0.034],
    [0.17, 0.6, 1, 0.084, 0.084, 1, 0.17],
  ],
])('as in statsmodels: %j', (probabilities, adjusted) => {
  holmAdjusted(probabilities).forEach((one, at) => {
    expect(one).toBeCloseTo(adjusted[at] ?? NaN, 14);
  });
});

test('a single test is not changed, and no test gives nothing', () => {
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
});

test('one of twelve with p 0.034 is no finding', () => {
  const others = Array.from({ length: 11 }, (_, at) => 0.1 + at / 20);
  expect(holmAdjusted([0.034, ...others])[0]).toBeCloseTo(0.408, 12);
});

test.each([-0.1, 1.1, NaN])('%d is no probability', (wrong) => {
  expect(() => holmAdjusted([0.5, wrong])).toThrow(
    new RangeError(`holmAdjusted: probabilities must be from 0 to 1, got ${wrong}`),
  );
});
