import { chooseSamples, sameClassShare } from './choose-samples.js';

test('the samples are the first image of as many classes as there may be', () => {
  const labels = [2, 2, 0, 1, 0, 1];
  expect(chooseSamples(6, labels, 12, 0)).toEqual([2, 3, 0]);
  expect(chooseSamples(6, labels, 2, 0)).toHaveLength(2);
  expect(new Set([2, 3, 0])).toEqual(new Set(chooseSamples(6, labels, 3, 5)));
});

test('without labels they are a seeded choice', () => {
  const chosen = chooseSamples(100, undefined, 12, 7);
  expect(new Set(chosen).size).toBe(12);
  expect(chooseSamples(100, undefined, 12, 7)).toEqual(chosen);
  expect(chooseSamples(100, undefined, 12, 8)).not.toEqual(chosen);
  expect(chooseSamples(3, undefined, 12, 0)).toEqual([0, 1, 2]);
});

test('by hand: the share of neighbors that are of the own class', () => {
  const neighbors = [
    { places: [1, 2], similarities: [1, 1] },
    { places: [0, 2], similarities: [1, 1] },
    { places: [0, 1], similarities: [1, 1] },
  ];
  // 1 of 2, 1 of 2, 0 of 2.
  expect(sameClassShare(neighbors, [5, 5, 6])).toBeCloseTo(1 / 3, 15);
});
