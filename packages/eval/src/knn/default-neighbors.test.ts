import fc from 'fast-check';

import { defaultNeighbors } from './default-neighbors.js';

/** Labels of classes of these sizes. */
const ofSizes = (...sizes: number[]) =>
  sizes.flatMap((size, label) => Array.from({ length: size }, () => label));

test.each([
  ['Tiny-ImageNet', Array.from({ length: 200 }, () => 500), 200],
  ['Tiny-ImageNet without a tenth', Array.from({ length: 200 }, () => 450), 200],
  ['CIFAR-10', Array.from({ length: 10 }, () => 5000), 200],
  ['CIFAR-100', Array.from({ length: 100 }, () => 500), 200],
  ['Fashion-MNIST', Array.from({ length: 10 }, () => 6000), 200],
])('%s keeps the usual 200', (_, sizes, k) => {
  expect(defaultNeighbors(ofSizes(...sizes))).toBe(k);
});

test.each([
  // √612 = 24.7, below the 36 of a class.
  [Array.from({ length: 17 }, () => 36), 25],
  // √108 = 10.4, above the 9 of a class.
  [Array.from({ length: 12 }, () => 9), 9],
  // Half of the classes have 4 images or fewer.
  [[300, 4, 4, 2, 90], 4],
  [[1], 1],
  [[1, 1, 1], 1],
])('classes of %j images', (sizes, k) => {
  expect(defaultNeighbors(ofSizes(...sizes))).toBe(k);
});

test('it always fits the bank, whatever the order of the labels', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 80 }), (labels) => {
      const k = defaultNeighbors(labels);
      expect(Number.isInteger(k) && k >= 1 && k <= labels.length).toBe(true);
      expect(defaultNeighbors([...labels].reverse())).toBe(k);
    }),
  );
});

test('an empty bank is refused', () => {
  expect(() => defaultNeighbors([])).toThrow(
    new RangeError('defaultNeighbors: labels must hold at least one, got 0'),
  );
});
