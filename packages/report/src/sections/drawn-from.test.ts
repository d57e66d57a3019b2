import { drawnFrom } from './drawn-from.js';

test.each([
  [[68, 68], [612, 612], 'All 680 images (68 test images and 612 training images)'],
  [[600, 600], [4400, 5400], 'All 600 test images and 4,400 of 5,400 training images'],
  [[5000, 10_000], [0, 60_000], '5,000 of 10,000 test images'],
  [[0, 0], [40, 40], 'All 40 training images'],
  [[0, 0], [5000, 50_000], '5,000 of 50,000 training images'],
] as const)('test images %j, training images %j', (test, training, said) => {
  const of = ([shown, total]: readonly [number, number]) => ({ shown, total });
  expect(drawnFrom({ test: of(test), training: of(training) })).toBe(said);
});
