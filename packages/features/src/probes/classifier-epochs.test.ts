import { createEpochPicker } from './classifier-epochs.js';

/** The picked epoch after each of these validation accuracies. */
function picks(images: number | undefined, accuracies: readonly (number | undefined)[]) {
  const isBest = createEpochPicker(images);
  let picked: number | undefined;
  return accuracies.map((validationTop1, at) => {
    if (isBest({ epoch: at + 1, loss: 1, validationTop1 })) picked = at + 1;
    return picked;
  });
}

test('with few images a lucky epoch is not the best, with many it is', () => {
  const accuracies = [0.7, 0.8, 0.75, 0.74];
  // Margins 0.1 and 0.01.
  expect(picks(100, accuracies)).toEqual([1, 2, 3, 4]);
  expect(picks(10_000, accuracies)).toEqual([1, 2, 2, 2]);
});

test('an encoder that has become worse than luck explains is not the best', () => {
  expect(picks(100, [0.5, 0.9, 0.85, 0.6, 0.3])).toEqual([1, 2, 3, 3, 3]);
});

test('noise alone picks the last epoch', () => {
  // 60 images, 2 of which are right or wrong by chance in each of 100 epochs.
  const noise = Array.from({ length: 100 }, (_, at) => (42 + ((at * 7) % 5) - 2) / 60);
  expect(picks(60, noise).at(-1)).toBe(100);
});

test('epochs that were not measured, and no validation images, pick nothing', () => {
  expect(picks(100, [undefined, 0.5, undefined])).toEqual([undefined, 2, 2]);
  expect(picks(undefined, [0.5])).toEqual([undefined]);
});
