import { darkAndBright, unlabeled } from '@jssl/testing';

import { selectImages } from './select-images.js';

const set = darkAndBright(40);

test('chosen images are seen by their new places', () => {
  const chosen = selectImages(set, Int32Array.of(7, 2, 7));
  expect(chosen.length).toBe(3);
  expect(chosen.labels).toEqual(Int32Array.of(1, 0, 1));
  expect([0, 1, 2].map(chosen.name)).toEqual(['7.png', '2.png', '7.png']);
  expect(chosen.read([1, 0])).toEqual(set.read([2, 7]));
  expect(() => chosen.read([3])).toThrow(
    new RangeError('selectImages: index must be below 3, got 3'),
  );
  expect(selectImages(unlabeled.train, Int32Array.of(7)).labels).toBeUndefined();
});

test('attributes and prefetching go with the chosen images', () => {
  const prefetch = jest.fn();
  const vendor = Array.from({ length: 40 }, (_, index) => `vendor ${index}`);
  const chosen = selectImages({ ...set, attributes: { vendor }, prefetch }, Int32Array.of(7, 2));
  expect(chosen.attributes).toEqual({ vendor: ['vendor 7', 'vendor 2'] });
  chosen.prefetch?.([1]);
  expect(prefetch.mock.calls).toEqual([[Int32Array.of(2)]]);
  expect(selectImages(set, Int32Array.of(7))).not.toHaveProperty('prefetch');
});
