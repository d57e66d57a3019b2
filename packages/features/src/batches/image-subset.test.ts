import { darkAndBright } from '@jssl/testing';
import fc from 'fast-check';

import { limitImages, partnerGroups, stratifiedSplit } from './image-subset.js';

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
      const { bank, validation } = stratifiedSplit(labels, 0.1, { seed });
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

test('groups stay together, a tenth of those of each class', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 4 }), (seed, members) => {
      // 40 groups of two classes, each of some images that do not follow each other.
      const groups = Array.from({ length: 40 * members }, (_, index) => index % 40);
      const labels = Int32Array.from(groups, (group) => group % 2);
      const { bank, validation } = stratifiedSplit(labels, 0.1, { seed, groups });
      const of = (indices: Int32Array) => new Set([...indices].map((index) => groups[index]));
      expect(bank.length + validation.length).toBe(groups.length);
      expect([...of(validation)].filter((group) => of(bank).has(group))).toEqual([]);
      expect([...of(validation)].filter((group = NaN) => group % 2 === 1)).toHaveLength(2);
      expect(of(validation).size).toBe(4);
    }),
  );
});

test('groups of one image each change nothing', () => {
  const labels = Int32Array.from({ length: 60 }, (_, index) => index % 3);
  const groups = Array.from(labels, (_, index) => 100 - index);
  expect(stratifiedSplit(labels, 0.1, { seed: 5, groups })).toEqual(
    stratifiedSplit(labels, 0.1, { seed: 5 }),
  );
});

test('a class whose images are all partners keeps them in the bank', () => {
  const { validation } = stratifiedSplit(Int32Array.of(0, 0, 0), 0.1, {
    seed: 0,
    groups: [4, 4, 4],
  });
  expect(validation).toHaveLength(0);
});

test('partners share a value of the attribute; without a value an image is alone', () => {
  const partners = { attribute: 'identity', across: 'vendor' };
  const attributes = { identity: ['cat', '', 'dog', 'cat', ''] };
  const [cat, none, dog, other, none2] = partnerGroups({ attributes }, partners) ?? [];
  expect(cat).toBe(other);
  expect(new Set([cat, none, dog, none2]).size).toBe(4);
  expect(partnerGroups({ attributes }, undefined)).toBeUndefined();
  expect(partnerGroups({ attributes: { vendor: ['a'] } }, partners)).toBeUndefined();
  expect(partnerGroups({}, partners)).toBeUndefined();
  // A table of labels names it so.
  const group = ['7', '8', '7'];
  expect([...(partnerGroups({ attributes: { group } }, undefined) ?? [])]).toEqual([0, 1, 0]);
});
