import type { ImageSet } from '@jssl/data';
import { darkAndBright, twoClasses as data, unlabeled } from '@jssl/testing';

import { adviceAboutData, checkAgainstData, withNeighbors } from './check-against-data.js';
import { defaultTrainConfig } from './train-settings.js';

const config = { ...defaultTrainConfig, batchSize: 8 };
const derived = (images: number, change = {}) =>
  withNeighbors({ ...config, ...change }, { train: darkAndBright(images) }).k;

test('without a k it is derived from the images, and always fits', () => {
  expect(derived(40)).toBe(6);
  expect(derived(40, { limit: 16 })).toBe(4);
  expect(derived(90_000)).toBe(200);
  for (const images of [1, 2, 3, 8, 12, 40]) {
    const { train } = { train: darkAndBright(images) };
    const own = withNeighbors({ ...config, batchSize: 2 }, { train });
    expect(own.k).toBeGreaterThanOrEqual(1);
    if (images > 1)
      expect(() => {
        checkAgainstData({ ...own, batchSize: 1 }, train);
      }).not.toThrow();
  }
});

test('a k that was given stays, and is refused where it exceeds the bank', () => {
  expect(derived(40, { k: 30 })).toBe(30);
  expect(() => {
    checkAgainstData({ ...config, k: 37 }, data.train);
  }).toThrow(
    'k must be at most the number of images in the kNN bank, got 37 for 36 images; lower k, or set evalEvery to 0 to train without kNN',
  );
});

test('the bank of data with partners is what identities leave', () => {
  // Four images of one emoji each: a tenth of 5 emoji of a class is one.
  const identity = Array.from({ length: 40 }, (_, at) => String((at % 2) + 2 * (at >> 3)));
  const train = { ...data.train, attributes: { identity } };
  const partners = { attribute: 'identity', across: 'vendor' };
  const check = (k: number) => () => {
    checkAgainstData({ ...config, k }, train, partners);
  };
  expect(check(32)).not.toThrow();
  expect(check(33)).toThrow('got 33 for 32 images');
});

test('images without labels need no k', () => {
  expect(withNeighbors(config, unlabeled).k).toBeUndefined();
  expect(() => {
    checkAgainstData(config, unlabeled.train);
  }).not.toThrow();
});

test('a queue that is longer than the training images is worth a note', () => {
  const images = { length: 55 } as ImageSet;
  const config = { ...defaultTrainConfig, m: 64 };
  expect(adviceAboutData(config, { queue: true }, images)).toEqual([
    'the queue of 64 negatives is longer than the 55 training images, so it contains images several times; a smaller {m} fits better',
  ]);
  expect(adviceAboutData({ ...config, m: 55 }, { queue: true }, images)).toEqual([]);
  expect(adviceAboutData(config, { queue: false }, images)).toEqual([]);
});
