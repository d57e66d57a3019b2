import fc from 'fast-check';

import { holdOut } from './hold-out.js';

interface Item {
  readonly id: number;
  readonly label: number;
}

const labelOf = ({ label }: Item) => label;
const itemsOf = (labels: readonly number[]): Item[] => labels.map((label, id) => ({ id, label }));

test('of 20, 14, 4, 2 and 1 images of a class 2, 1, 1, 1 and 0 are held out', () => {
  const counts = [20, 14, 4, 2, 1];
  const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
  const { test } = holdOut(itemsOf(labels), labelOf, 0);
  const heldOut = counts.map((_, label) => test.filter((item) => item.label === label).length);
  expect(heldOut).toEqual([2, 1, 1, 1, 0]);
});

test('the parts keep the order, share nothing and lose nothing, whatever the seed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4)), fc.maxSafeNat(), (labels, seed) => {
      const { train, test } = holdOut(itemsOf(labels), labelOf, seed);
      for (const part of [train, test]) {
        const ids = part.map(({ id }) => id);
        expect(ids).toEqual(ids.toSorted((first, second) => first - second));
      }
      expect(new Set([...train, ...test]).size).toBe(labels.length);
      expect(train.length + test.length).toBe(labels.length);
    }),
  );
});

test('one seed draws one part and other seeds, large ones too, draw others', () => {
  const items = itemsOf(Array.from({ length: 1000 }, (_, id) => id % 3));
  const draw = (seed: number) => holdOut(items, labelOf, seed).test.map(({ id }) => id);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
});

test('every image has the same chance of being held out', () => {
  const items = itemsOf(Array.from({ length: 20 }, () => 0));
  const counts = items.map(() => 0);
  for (let seed = 0; seed < 4000; seed++) {
    for (const { id } of holdOut(items, labelOf, seed).test) counts[id] = (counts[id] ?? 0) + 1;
  }
  // 400 expected of each, with a standard deviation of 19: five of them on either side.
  for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(95);
});
