import { mostFrequentClass } from './most-frequent-class.js';

test('by hand: the class is picked on the training images and scored on the test images', () => {
  // Training: 1, 3, 2, 0, 1, 1, 1 images of the classes; the fifth place goes to the lower of equals.
  const labels = [0, 1, 1, 1, 2, 2, 4, 5, 6];
  const targets = [1, 1, 0, 6, 2, 3, 5, 5];
  expect(mostFrequentClass(labels, targets, 7)).toEqual({
    label: 1,
    top1: 2 / 8,
    // Classes 1, 2, 0, 4 and 5.
    top5: 6 / 8,
    balanced: 1 / 6,
  });
});

test('of equally frequent classes it is the lowest', () => {
  expect(mostFrequentClass([2, 1, 2, 1], [1, 2, 2], 3).label).toBe(1);
});

test('a class without test images scores 0', () => {
  const expected = { label: 0, top1: 0, top5: 1, balanced: 0 };
  expect(mostFrequentClass([0, 0, 1], [1, 1], 2)).toEqual(expected);
});

test('what is no class, and no images, are refused', () => {
  expect(() => mostFrequentClass([0, 2], [0], 2)).toThrow(
    new RangeError('mostFrequentClass: labels must be classes from 0 to 1, got 2'),
  );
  expect(() => mostFrequentClass([0, 1], [-1], 2)).toThrow(
    new RangeError('mostFrequentClass: targets must be classes from 0 to 1, got -1'),
  );
  expect(() => mostFrequentClass([0], [], 2)).toThrow(
    new RangeError(
      'mostFrequentClass: labels and targets must hold at least one class each, got 1 and 0',
    ),
  );
  expect(() => mostFrequentClass([0], [0], 0)).toThrow(
    new RangeError('mostFrequentClass: classes must be a whole number of at least 1, got 0'),
  );
});
