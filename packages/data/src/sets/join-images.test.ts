import { fullImageSet, lettersOf } from '../fixtures/full-image-set.js';
import { joinImages } from './join-images.js';

const [a, b] = [fullImageSet('a', 2), fullImageSet('b', 3)];

test('no field of the sets is lost', () => {
  expect(Object.keys(joinImages([a, b])).sort()).toEqual(Object.keys(a).sort());
});

test('length, names, labels and attributes are concatenated', () => {
  const joined = joinImages([a, b]);
  expect(joined.length).toBe(5);
  const names = Array.from({ length: 5 }, (_, index) => joined.name(index));
  expect(names).toEqual(['a0', 'a1', 'b0', 'b1', 'b2']);
  expect(joined.labels).toEqual(Int32Array.of(0, 1, 0, 1, 0));
  expect(joined.attributes).toEqual({ origin: ['a 0', 'a 1', 'b 0', 'b 1', 'b 2'] });
});

test('pixels are read in the requested order', () => {
  const order = joinImages([a, b]).read([4, 0, 2, 1, 0]);
  expect(lettersOf(order)).toEqual(['b2', 'a0', 'b0', 'a1', 'a0']);
  expect(lettersOf(joinImages([a, a]).read([3, 0, 2]))).toEqual(['a1', 'a0', 'a0']);
  expect(joinImages([a, b]).read([])).toHaveLength(0);
});

test('each set prefetches its own images', () => {
  joinImages([a, b]).prefetch?.([4, 0, 2]);
  expect(a.prefetch).toHaveBeenCalledWith([0]);
  expect(b.prefetch).toHaveBeenCalledWith([2, 0]);
  const { prefetch, ...inMemory } = a;
  expect(prefetch).toBeDefined();
  expect(joinImages([inMemory])).not.toHaveProperty('prefetch');
});

test('labels and attributes that one set lacks are left out', () => {
  const { labels, attributes, ...plain } = b;
  const joined = joinImages([a, plain]);
  expect([labels, attributes]).not.toContain(undefined);
  expect(joined).not.toHaveProperty('labels');
  expect(joined).not.toHaveProperty('attributes');
  const vendors = { ...a, attributes: { ...a.attributes, vendor: ['x', 'y'] } };
  expect(joinImages([vendors, b]).attributes).toEqual(joinImages([a, b]).attributes);
});

test('an index out of range is refused', () => {
  const joined = joinImages([a]);
  expect(() => joined.name(2)).toThrow('joinImages: index must be below 2, got 2');
  expect(() => joined.read([3])).toThrow('joinImages: index must be below 2, got 3');
});
