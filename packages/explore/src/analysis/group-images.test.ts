import { keyedRandom } from '@jssl/augment';

import { defaultGroups, groupImages } from './group-images.js';

test.each([
  [0, 1],
  [1, 1],
  [20, 3],
  [60, 5],
  [800, 20],
  [3438, 24],
  [1e6, 24],
])('%d images make %d groups', (images, groups) => {
  expect(defaultGroups(images)).toBe(groups);
});

/** Images around three directions: 6, 3 and 1 of them. */
function around() {
  const random = keyedRandom(0, 1);
  const kinds = [0, 0, 1, 0, 0, 2, 1, 0, 1, 0];
  const rows = kinds.map((kind) => [0, 1, 2].map((at) => (at === kind ? 1 : 0.05 * random())));
  return {
    kinds,
    matrix: { values: Float32Array.from(rows.flat()), rows: rows.length, columns: 3 },
  };
}

test('similar images are in one group, the largest first, with the most typical ones', async () => {
  const { kinds, matrix } = around();
  let pauses = 0;
  const options = {
    ...{ count: 3, random: keyedRandom(0, 2) },
    pause: () => {
      pauses++;
      return Promise.resolve();
    },
  };
  const { codes, sizes, typical } = await groupImages(matrix, matrix, options);
  expect([...codes]).toEqual(kinds);
  expect(sizes).toEqual([6, 3, 1]);
  expect(typical.map((images) => [...images].sort())).toEqual([[0, 1, 3, 4, 7, 9], [2, 6, 8], [5]]);
  expect(pauses).toBeGreaterThan(1);
});
