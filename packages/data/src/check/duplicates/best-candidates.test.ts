import { BestCandidates } from './best-candidates.js';

const plain = { orientation: 0, window: 0 };
const cropped = { orientation: 1, window: 3 };

test('each picture is listed once, in the way in which it differs least, the asked one not at all', () => {
  const best = new BestCandidates(10, 14);
  best.clear(4);
  best.add(7, 5, plain);
  best.add(4, 0, plain);
  best.add(2, 5, plain);
  best.add(7, 9, cropped);
  best.add(2, 1, cropped);
  expect(best.list()).toEqual([
    { id: 2, bits: 1, ...cropped },
    { id: 7, bits: 5, ...plain },
  ]);
  best.clear(-1);
  expect(best.list()).toEqual([]);
  best.add(7, 14, cropped);
  expect(best.list()).toEqual([{ id: 7, bits: 14, ...cropped }]);
});

test('of many the 24 most similar are listed', () => {
  const best = new BestCandidates(1000, 14);
  best.clear(-1);
  for (let id = 0; id < 1000; id++) best.add(id, 14 - (id % 15), plain);
  const listed = best.list();
  // Every fifteenth picture, from the 14th on, has the same code.
  expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, at) => 14 + 15 * at));
  expect(new Set(listed.map(({ bits }) => bits))).toEqual(new Set([0]));
});
