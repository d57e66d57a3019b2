import { selectionMargin } from './selection-margin.js';

test('two standard errors of a share of one half', () => {
  for (const images of [1, 7, 400]) {
    expect(selectionMargin(images)).toBeCloseTo(2 * Math.sqrt((0.5 * 0.5) / images), 15);
  }
});

test('a single image never counts as a difference, however few there are', () => {
  for (let images = 1; images < 1000; images++) {
    expect(selectionMargin(images)).toBeGreaterThanOrEqual(1 / images);
  }
});

test('no images are refused', () => {
  expect(() => selectionMargin(0)).toThrow(
    new RangeError('selectionMargin: images must be at least 1, got 0'),
  );
});
