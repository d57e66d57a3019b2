import { chooseSamples, sameClassShare } from './choose-samples.js';

test('with labels the samples are the first image of different classes', () => {
  const labels = [2, 2, 0, 1, 0, 1];
  expect(chooseSamples(6, labels, { count: 12, seed: 0 })).toEqual([2, 3, 0]);
  expect(chooseSamples(6, labels, { count: 2, seed: 0 })).toHaveLength(2);
  expect(new Set([2, 3, 0])).toEqual(new Set(chooseSamples(6, labels, { count: 3, seed: 5 })));
});

test('without labels the samples are a seeded choice', () => {
  const chosen = chooseSamples(100, undefined, { count: 12, seed: 7 });
  expect(new Set(chosen).size).toBe(12);
  expect(chooseSamples(100, undefined, { count: 12, seed: 7 })).toEqual(chosen);
  expect(chooseSamples(100, undefined, { count: 12, seed: 8 })).not.toEqual(chosen);
  expect(chooseSamples(3, undefined, { count: 12, seed: 0 })).toEqual([0, 1, 2]);
});

test('by hand: the share of neighbors of the same class', () => {
  const neighbors = [
    { indices: [1, 2], similarities: [1, 1] },
    { indices: [0, 2], similarities: [1, 1] },
    { indices: [0, 1], similarities: [1, 1] },
  ];
  // 1 of 2, 1 of 2, 0 of 2.
  expect(sameClassShare(neighbors, [5, 5, 6])).toBeCloseTo(1 / 3, 15);
});
