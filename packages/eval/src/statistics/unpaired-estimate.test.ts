import { unpairedEstimate } from './unpaired-estimate.js';

test('by hand: variances 1 and 4 over three and two numbers', () => {
  // (2·1 + 1·8) / 3 = 10/3; times 1/3 + 1/2.
  const { difference, standardError, degreesOfFreedom } = unpairedEstimate([1, 2, 3], [2, 6]);
  expect([difference, degreesOfFreedom]).toEqual([-2, 3]);
  expect(standardError).toBeCloseTo(Math.sqrt((10 / 3) * (5 / 6)), 14);
});

test('one number has no variance', () => {
  expect(() => unpairedEstimate([1, 2], [1])).toThrow(
    /^meanInterval: numbers must be two or more finite/,
  );
});
