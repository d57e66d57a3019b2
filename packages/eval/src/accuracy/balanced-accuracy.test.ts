import fc from 'fast-check';

import { balancedAccuracy, isUnbalanced } from './balanced-accuracy.js';
import { confusionMatrix, perClassAccuracy } from './confusion-matrix.js';

test('by hand: the mean of the per-class accuracies over the classes that have images', () => {
  // 3 of 4, 0 of 1, and a class without images: (3/4 + 0)/2.
  const confusion = [
    [3, 1, 0],
    [1, 0, 0],
    [0, 0, 0],
  ];
  expect(balancedAccuracy(perClassAccuracy(confusion))).toBe(3 / 8);
});

test('always guessing one of L classes is right in one of L', () => {
  const targets = [0, 0, 0, 0, 0, 0, 1, 2, 2];
  const guesses = targets.map(() => 0);
  const perClass = perClassAccuracy(confusionMatrix(guesses, targets, 3));
  expect(balancedAccuracy(perClass)).toBeCloseTo(1 / 3, 15);
});

test('with equally many images of each class it is the accuracy', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }), (guesses) => {
      const targets = guesses.map((_, image) => image % 3);
      const right = guesses.filter((guess, image) => guess === targets[image]).length;
      const perClass = perClassAccuracy(confusionMatrix(guesses, targets, 3));
      expect(balancedAccuracy(perClass)).toBeCloseTo(right / 12, 12);
      expect(isUnbalanced(targets, 3)).toBe(false);
    }),
  );
});

test('classes are unbalanced if any two differ, also by none', () => {
  expect(isUnbalanced([0, 1, 1], 2)).toBe(true);
  expect(isUnbalanced([0, 1], 3)).toBe(true);
  expect(isUnbalanced([], 2)).toBe(false);
});

test('without a class with images there is nothing to average', () => {
  expect(() => balancedAccuracy([NaN, NaN])).toThrow(
    new RangeError('balancedAccuracy: perClass must have a class with images, got none'),
  );
});
