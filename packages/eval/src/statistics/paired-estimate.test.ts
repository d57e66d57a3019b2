import { pairedEstimate } from './paired-estimate.js';

test('by hand: 1, 2 and 3', () => {
  expect(pairedEstimate([1, 2, 3])).toEqual({
    difference: 2,
    standardError: 1 / Math.sqrt(3),
    degreesOfFreedom: 2,
  });
});

test('one difference has no error', () => {
  expect(() => pairedEstimate([1])).toThrow(/^meanInterval: numbers must be two or more finite/);
});
