import { neighborLists } from './neighbor-lists.js';

const pause = () => Promise.resolve();

/** Twenty images in a ring, whose neighbors are the next ones, except for some. */
function table(changed: Readonly<Record<number, readonly (readonly [number, number])[]>> = {}) {
  const [rows, k] = [20, 3];
  const lists = Array.from({ length: rows }, (_, row) => {
    const usual = [1, 2, 3].map((by) => [(row + by) % rows, 0.9 - 0.1 * by] as const);
    return changed[row] ?? usual;
  });
  return {
    k,
    indices: Int32Array.from(lists.flatMap((list) => list.map(([index]) => index))),
    similarities: Float32Array.from(lists.flatMap((list) => list.map(([, one]) => one))),
  };
}

const listsOf = async (...given: Parameters<typeof neighborLists>) =>
  Object.fromEntries((await neighborLists(...given)).map(({ name, entries }) => [name, entries]));

test('outliers are farthest from their nearest images', async () => {
  const far = [5, 6, 7].map((index) => [index, 0.1] as const);
  const { outliers } = await listsOf(table({ 4: far }), { pause });
  // At most a quarter of the images.
  expect(outliers).toHaveLength(5);
  expect(outliers?.[0]).toEqual({
    ...{ index: 4, other: 5 },
    reason: '0.100 mean similarity to its 3 nearest images',
  });
});

test('near-duplicates are ten times nearer than usual, each pair once', async () => {
  // The usual distance is 0.2.
  const pair = (other: number, similarity: number) => [[other, similarity] as const];
  const near = { 2: pair(9, 0.985), 9: pair(2, 0.985), 12: pair(13, 0.98), 15: pair(16, 0.97) };
  const padded = Object.fromEntries(
    Object.entries(near).map(([row, list]) => [
      row,
      [...list, [0, 0.5] as const, [1, 0.5] as const],
    ]),
  );
  const lists = await listsOf(table(padded), { pause });
  expect(lists['near-duplicates']).toEqual([
    { index: 2, reason: 'similarity 0.9850', other: 9 },
    { index: 12, reason: 'similarity 0.9800', other: 13 },
  ]);
});

test('a label is doubted if most neighbors have one other label', async () => {
  const codes = Int32Array.from({ length: 20 }, (_, row) => (row < 10 ? 0 : 1));
  codes[4] = 1;
  codes[15] = -1;
  const label = { name: 'label', values: ['cat', 'dog'], codes, isOrdered: false };
  const lists = await listsOf(table(), { label, pause });
  // Of 3: 4 is labeled dog, 5 and 6 cat. 8 and 9 are at the border, where 10, 11 and 12 are dogs.
  expect(lists['doubtful labels']?.map(({ index }) => index)).toEqual([4, 9, 19, 8, 18]);
  expect(lists['doubtful labels']?.[0]).toEqual({
    ...{ index: 4, other: 5 },
    reason: 'labeled dog, but 100 % of its neighbors are cat',
  });
  expect(await listsOf(table(), { pause })).not.toHaveProperty('doubtful labels');
});
