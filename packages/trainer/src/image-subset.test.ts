import fc from 'fast-check';

import { darkAndBright, unlabelled } from './fixtures/two-classes.js';
import { limitImages, selectImages, stratifiedSplit } from './image-subset.js';

const set = darkAndBright(40);

test('chosen images are seen by their new places', () => {
  const chosen = selectImages(set, Int32Array.of(7, 2, 7));
  expect(chosen.length).toBe(3);
  expect(chosen.labels).toEqual(Int32Array.of(1, 0, 1));
  expect([0, 1, 2].map(chosen.names)).toEqual(['7.png', '2.png', '7.png']);
  expect(chosen.read([1, 0])).toEqual(set.read([2, 7]));
  expect(() => chosen.read([3])).toThrow(
    new RangeError('selectImages: index must be below 3, got 3'),
  );
  expect(selectImages(unlabelled.train, Int32Array.of(7)).labels).toBeUndefined();
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

test('a limit is a seeded choice in the original order', () => {
  const names = (seed: number) => {
    const some = limitImages(set, 10, seed);
    return Array.from({ length: some.length }, (_, index) => some.names(index));
  };
  const numbers = names(0).map((name) => parseInt(name, 10));
  expect(new Set(numbers).size).toBe(10);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(names(0)).toEqual(names(0));
  expect(names(1)).not.toEqual(names(0));
  for (const none of [undefined, 40, 41]) expect(limitImages(set, none, 0)).toBe(set);
});

test('a split has every image once, and a tenth of each class, at least one and never all', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { maxLength: 80 }), fc.nat(1000), (classes, seed) => {
      const labels = Int32Array.from(classes);
      const { bank, validation } = stratifiedSplit(labels, 0.1, seed);
      const count = (indices: Int32Array, label: number) =>
        indices.filter((index) => labels[index] === label).length;
      expect([...bank, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      for (const part of [bank, validation]) expect(part).toEqual(part.slice().sort());
      for (const label of new Set(classes)) {
        const all = classes.filter((one) => one === label).length;
        const tenth = Math.max(1, Math.round(all / 10));
        expect(count(validation, label)).toBe(Math.min(tenth, all - 1));
      }
    }),
  );
});
