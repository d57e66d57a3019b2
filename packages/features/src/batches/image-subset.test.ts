import { darkAndBright } from '@jssl/testing';
import fc from 'fast-check';

import { limitImages, stratifiedSplit } from './image-subset.js';

const set = darkAndBright(40);

test('a limit is a seeded choice in the original order', () => {
  const names = (seed: number) => {
    const some = limitImages(set, 10, seed);
    return Array.from({ length: some.length }, (_, index) => some.name(index));
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
