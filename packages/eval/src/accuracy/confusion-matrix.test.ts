import fc from 'fast-check';

import { confusionMatrix, perClassAccuracy } from './confusion-matrix.js';

test('by hand: rows are the true classes, columns the predicted ones', () => {
  // Class 0: taken for 0, 0 and 2; class 1: never seen; class 2: taken for 1 and 2.
  const confusion = confusionMatrix([0, 2, 0, 1, 2], [0, 0, 0, 2, 2], 3);
  expect(confusion).toEqual([
    [2, 0, 1],
    [0, 0, 0],
    [0, 1, 1],
  ]);
  expect(perClassAccuracy(confusion)).toEqual([2 / 3, NaN, 1 / 2]);
});

test('typed arrays serve as well, and no image at all gives zeros', () => {
  expect(confusionMatrix(Int32Array.of(1), Uint8Array.of(1), 2)).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(confusionMatrix([], [], 1)).toEqual([[0]]);
});

const classes = 4;
const answers = fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), {
  minLength: 1,
  maxLength: 60,
});

test('a cell counts its pairs, whatever their order', () => {
  fc.assert(
    fc.property(answers, (pairs) => {
      const matrix = confusionMatrix(
        pairs.map(([prediction]) => prediction),
        pairs.map(([, target]) => target),
        classes,
      );
      matrix.forEach((row, t) => {
        row.forEach((count, p) => {
          expect(count).toBe(pairs.filter(([one, other]) => one === p && other === t).length);
        });
      });
    }),
  );
});

test('predictions and targets exchanged transpose it', () => {
  fc.assert(
    fc.property(answers, (pairs) => {
      const [predictions, targets] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
      const exchanged = confusionMatrix(targets, predictions, classes);
      expect(confusionMatrix(predictions, targets, classes)).toEqual(
        exchanged.map((_, row) => exchanged.map((column) => column[row])),
      );
    }),
  );
});

test("the classes' accuracies, weighted by their images, are the accuracy", () => {
  fc.assert(
    fc.property(answers, (pairs) => {
      const targets = pairs.map(([, target]) => target);
      const matrix = confusionMatrix(
        pairs.map(([prediction]) => prediction),
        targets,
        classes,
      );
      const accuracies = perClassAccuracy(matrix);
      const sum = targets.reduce((total, target) => total + (accuracies[target] ?? NaN), 0);
      expect(sum).toBeCloseTo(pairs.filter(([one, other]) => one === other).length, 10);
    }),
  );
});

test('errors say what is required and what was given', () => {
  expect(() => confusionMatrix([0], [0, 1], 2)).toThrow(
    new RangeError('confusionMatrix: predictions must be one for each of 2 targets, got 1'),
  );
  expect(() => confusionMatrix([2], [0], 2)).toThrow(
    new RangeError('confusionMatrix: predictions must be classes from 0 to 1, got 2'),
  );
  expect(() => confusionMatrix([0], [0.5], 2)).toThrow(
    new RangeError('confusionMatrix: targets must be classes from 0 to 1, got 0.5'),
  );
  expect(() => confusionMatrix([], [], 0)).toThrow(
    new RangeError('confusionMatrix: classes must be a whole number of at least 1, got 0'),
  );
  expect(() => perClassAccuracy([[1, 2], [3]])).toThrow(
    new RangeError('perClassAccuracy: confusion must be [L, L] = [2, 2], got 1 columns in row 1'),
  );
});
