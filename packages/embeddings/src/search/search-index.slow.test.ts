import { fillUnitRows } from '@jssl/testing';

import { createSearchIndex } from './create-search-index.js';
import { searchRecall } from './search-recall.js';

const [rows, features] = [2000, 16];
const vectors = Float32Array.from(fillUnitRows('search', 'index', rows, features));
const vector = (row: number) => vectors.subarray(row * features, (row + 1) * features);
const queries = Array.from({ length: 50 }, (_, at) => at * 37);

/** Similarities that an index finds, and the exact ones. */
async function compared(
  graph: Awaited<ReturnType<typeof createSearchIndex>>,
  left: readonly number[],
) {
  const exact = await createSearchIndex(features, { exact: true });
  for (const row of left) exact.add(vector(row), [row]);
  expect([...graph.ids()].sort()).toEqual([...exact.ids()].sort());
  return (index: typeof graph) =>
    queries.map((row) => index.search(vector(row), 10).map(({ similarity }) => similarity));
}

test('a graph finds nearly all of the exact ten nearest', async () => {
  const index = await createSearchIndex(features);
  const all = Array.from({ length: rows }, (_, row) => row);
  expect(index.method).toBe('hnsw');
  index.add(vectors);
  const search = await compared(index, all);
  const exact = await createSearchIndex(features, { exact: true });
  exact.add(vectors);
  expect(searchRecall(search(index), search(exact))).toBeGreaterThan(0.99);
});

test('removed vectors are not found, whether they are few, many or come again', async () => {
  const index = await createSearchIndex(features);
  index.add(vectors);
  let left = Array.from({ length: rows }, (_, row) => row);
  const exact = await createSearchIndex(features, { exact: true });
  exact.add(vectors);
  const remove = (isRemoved: (row: number) => boolean) => {
    for (const row of left.filter(isRemoved)) {
      expect([index.remove(row), exact.remove(row)]).toEqual([true, true]);
    }
    left = left.filter((row) => !isRemoved(row));
  };
  const check = async () => {
    const search = await compared(index, left);
    expect(searchRecall(search(index), search(exact))).toBeGreaterThan(0.99);
    const found = new Set(
      queries.flatMap((row) => index.search(vector(row), 10)).map(({ id }) => id),
    );
    expect([...found].every((id) => left.includes(id as number))).toBe(true);
  };
  remove((row) => row % 3 === 0);
  await check();
  // More than half: the graph is built again.
  remove((row) => row % 3 === 1 && row > 50);
  await check();
  index.add(vector(0), [0]);
  exact.add(vector(0), [0]);
  left.push(0);
  await check();
  expect(index.search(vector(0), 1)[0]?.id).toBe(0);
});
