import { fullImageSet, lettersOf } from '../fixtures/full-image-set.js';
import { selectImages } from './select-images.js';

const set = fullImageSet('a', 8);
const chosen = selectImages(set, Int32Array.of(7, 2, 7));

test('no field of the set is lost', () => {
  expect(Object.keys(chosen).sort()).toEqual(Object.keys(set).sort());
});

test('length, names, labels and attributes are those of the selected images', () => {
  expect(chosen.length).toBe(3);
  expect([0, 1, 2].map(chosen.name)).toEqual(['a7', 'a2', 'a7']);
  expect(chosen.labels).toEqual(Int32Array.of(1, 0, 1));
  expect(chosen.attributes).toEqual({ origin: ['a 7', 'a 2', 'a 7'] });
});

test('reading and prefetching translate the indices', () => {
  expect(lettersOf(chosen.read([1, 0]))).toEqual(['a2', 'a7']);
  chosen.prefetch?.([1]);
  expect(set.prefetch).toHaveBeenCalledWith(Int32Array.of(2));
});

test('fields that the set lacks are left out', () => {
  const { labels, attributes, prefetch, ...plain } = set;
  expect([labels, attributes, prefetch]).not.toContain(undefined);
  expect(Object.keys(selectImages(plain, Int32Array.of(0))).sort()).toEqual(
    Object.keys(plain).sort(),
  );
});

test('an index out of range is refused', () => {
  expect(() => chosen.read([3])).toThrow(
    new RangeError('selectImages: index must be below 3, got 3'),
  );
});
