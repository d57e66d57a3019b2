import { judgeDifferences } from './judge-differences.js';
import { pairedEstimate } from './paired-estimate.js';
import { unpairedEstimate } from './unpaired-estimate.js';

const alone = (differences: readonly number[], margin = 0.5) =>
  judgeDifferences([pairedEstimate(differences)], { margin })[0];

// scipy 1.17.1: stats.ttest_1samp(x, 0).pvalue; statsmodels 0.15.0: DescrStatsW(x).ttost_mean(-0.5, 0.5)[0]
test.each([
  [[0.64, 0.33, 0.62], 0.0339120383124647, 0.6035920824911292, 'better'],
  [[0.1, -0.2, 0.05, 0.15, -0.1], 1, 0.0007768459227327442, 'equivalent'],
  [[1.1, 0.4, 0.9, 1.3], 0.01730600446104949, 0.9424577284920982, 'better'],
])('as in scipy and statsmodels: %j', (differences, probability, equivalence, outcome) => {
  const found = alone(differences);
  expect(found?.probability).toBeCloseTo(probability, 12);
  expect(found?.equivalence).toBeCloseTo(equivalence, 12);
  expect(found?.outcome).toBe(outcome);
  // Alone, nothing is corrected.
  expect(found?.adjusted).toBe(found?.probability);
});

// statsmodels 0.15.0: ttest_ind(a, b)[1] and ttost_ind(a, b, -2, 2)[0]
test('two samples that are not paired, as in statsmodels', () => {
  const estimate = unpairedEstimate([76.1, 77.2, 75.9, 76.8], [75.8, 76.0, 76.9, 75.1]);
  const [found] = judgeDifferences([estimate], { margin: 2 });
  expect(estimate.degreesOfFreedom).toBe(6);
  expect(found?.probability).toBeCloseTo(0.29432274425741667, 12);
  expect(found?.equivalence).toBeCloseTo(0.011564550255780737, 12);
  expect(found?.outcome).toBe('equivalent');
});

test('a finding alone may be none among many', () => {
  const clear = pairedEstimate([0.64, 0.33, 0.62]);
  const noisy = pairedEstimate([3, -4, 2]);
  const found = judgeDifferences([clear, noisy, noisy], { margin: 0.1 });
  expect(found[0]?.adjusted).toBeCloseTo(3 * 0.0339120383124647, 12);
  expect(found.map(({ outcome }) => outcome)).toEqual(['undecided', 'undecided', 'undecided']);
});

test('a difference within the margin is equivalent, even if it is not 0', () => {
  const found = alone([0.1, 0.11, 0.09, 0.1]);
  expect(found?.probability).toBeLessThan(0.001);
  expect(found?.outcome).toBe('equivalent');
});

test('the sides are mirrored', () => {
  const [one, other] = [alone([1.1, 0.4, 0.9, 1.3]), alone([-1.1, -0.4, -0.9, -1.3])];
  expect(other?.outcome).toBe('worse');
  expect(other?.probability).toBeCloseTo(one?.probability ?? NaN, 14);
  expect(other?.equivalence).toBeCloseTo(one?.equivalence ?? NaN, 14);
  expect(other?.interval.low).toBeCloseTo(-(one?.interval.high ?? NaN), 14);
});

test('numbers without any scatter are certain', () => {
  const outcomes = [0.7, 0.2, 0, 0.5, -0.7].map((one) => alone([one, one, one])?.outcome);
  // Exactly at the margin it is not within it.
  expect(outcomes).toEqual(['better', 'equivalent', 'equivalent', 'better', 'worse']);
});

test('in 95 of 100 families without any difference nothing is found', () => {
  let state = 7;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let wrong = 0;
  for (let draw = 0; draw < 1000; draw++) {
    const family = Array.from({ length: 6 }, () =>
      pairedEstimate(Array.from({ length: 4 }, normal)),
    );
    const found = judgeDifferences(family, { margin: 0.01 });
    if (found.some(({ outcome }) => outcome !== 'undecided')) wrong++;
  }
  // 50 expected; three standard deviations are 21.
  expect(wrong).toBeGreaterThan(25);
  expect(wrong).toBeLessThan(71);
});

test('errors say what is required and what was given', () => {
  const estimate = pairedEstimate([1, 2]);
  expect(() => judgeDifferences([estimate], { margin: 0 })).toThrow(
    new RangeError('judgeDifferences: margin must be above 0, got 0'),
  );
  expect(() => judgeDifferences([estimate], { margin: 1, alpha: 1 })).toThrow(
    new RangeError('judgeDifferences: alpha must be above 0 and below 1, got 1'),
  );
  expect(() => judgeDifferences([{ ...estimate, standardError: NaN }], { margin: 1 })).toThrow(
    new RangeError(
      'judgeDifferences: an estimate must be a finite difference with a standard error of at least 0, got 1.5 with NaN',
    ),
  );
});
