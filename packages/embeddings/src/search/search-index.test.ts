import { unitCircle } from '../fixtures/unit-circle.js';
import { createSearchIndex } from './create-search-index.js';

describe.each([
  ['graph', false, 'hnsw'],
  ['exact search', true, 'exact'],
])('%s', (_, exact, method) => {
  const create = (features = 2) => createSearchIndex(features, { exact });

  test('the nearest, the most similar first, with their cosines', async () => {
    const index = await create();
    expect(index.method).toBe(method);
    index.add(Float32Array.of(1, 0, 0, 1, 0.6, 0.8, -1, 0));
    expect(index.length).toBe(4);
    const found = index.search(Float32Array.of(0.8, 0.6), 3);
    expect(found.map(({ id }) => id)).toEqual([2, 0, 1]);
    // 0.48 + 0.48, 0.8 and 0.6, of float32 numbers.
    [0.96, 0.8, 0.6].forEach((cosine, at) => {
      expect(Math.abs((found[at]?.similarity ?? NaN) - cosine)).toBeLessThan(1e-7);
    });
  });

  test('it grows by vectors of any number at a time', async () => {
    const index = await create();
    const circle = unitCircle(300);
    index.add([]);
    for (let start = 0, count = 1; start < 300; start += count++) {
      index.add(circle.subarray(2 * start, 2 * (start + count)));
    }
    expect(index.length).toBe(300);
    for (const row of [0, 1, 130, 299]) {
      const query = circle.subarray(2 * row, 2 * row + 2);
      expect(index.search(query, 1)[0]?.id).toBe(row);
      expect(index.vector(row)).toEqual(query);
    }
  });

  test('ids may be texts and numbers, and a removed id may be used again', async () => {
    const index = await create();
    index.add([1, 0, 0, 1], ['a.png', 7]);
    index.add([[0.6, 0.8], Float32Array.of(-1, 0)], ['7', '']);
    expect([...index.ids()]).toEqual(['a.png', 7, '7', '']);
    expect(index.search([0, 1], 2).map(({ id }) => id)).toEqual([7, '7']);
    expect([index.remove(7), index.remove(7), index.remove('b.png')]).toEqual([true, false, false]);
    expect([index.has(7), index.has('7'), index.length]).toEqual([false, true, 3]);
    expect(index.search([0, 1], 3).map(({ id }) => id)).toEqual(['7', 'a.png', '']);
    index.add([0, -1], [7]);
    expect(index.search([0, -1], 1)).toEqual([{ id: 7, similarity: 1 }]);
    expect(index.vector('7')).toEqual(Float32Array.of(0.6, 0.8));
    // The number of vectors added before.
    index.add([0.8, 0.6]);
    expect([...index.ids()].at(-1)).toBe(5);
  });

  test('all vectors can be removed, and others added', async () => {
    const index = await create();
    index.add(unitCircle(20));
    for (let id = 0; id < 20; id++) index.remove(id);
    expect(index.length).toBe(0);
    expect(() => index.search([1, 0], 1)).toThrow(
      'search: the index must have vectors, got none; add some',
    );
    index.add([0, 1]);
    expect(index.search([0, 1], 1)).toEqual([{ id: 20, similarity: 1 }]);
  });

  test('what does not fit is refused, and nothing is added', async () => {
    const index = await create();
    index.add([1, 0], ['a']);
    const add = (...values: Parameters<typeof index.add>) => {
      return () => {
        index.add(...values);
      };
    };
    expect(add([0, 1, 1, 0], ['b', 'a'])).toThrow(
      new RangeError('add: ids must be new, got "a", which the index has; remove it first'),
    );
    expect(add([0, 1, 1, 0], ['b', 'b'])).toThrow(
      new RangeError('add: ids must differ, got "b" twice'),
    );
    expect(add([0, 1, 1, 0], ['b'])).toThrow(
      new RangeError('add: ids must be as many as the vectors, 2, got 1; pass an id for each'),
    );
    expect(add([0, 1], [1.5])).toThrow(
      new TypeError('add: ids must be strings or whole numbers, got 1.5'),
    );
    expect(add([0, 1], [null as unknown as string])).toThrow(
      new TypeError('add: ids must be strings or whole numbers, got object'),
    );
    expect(add([0, 1, 3, 4])).toThrow('add: vectors must have the L2 norm 1, got 5 in row 1;');
    expect([...index.ids()]).toEqual(['a']);
    expect(() => index.vector('b')).toThrow(
      new RangeError('vector: id must be one of the index, got "b"'),
    );
    expect(() => index.search([1, 0], 2)).toThrow('search: k must be from 1 to 1, got 2');
    expect(() => index.search([1, 0], 0)).toThrow('search: k must be from 1 to 1, got 0');
    expect(() => index.search([1, 0, 0, 1], 1)).toThrow(
      'search: query must have F = 2 numbers, got 4',
    );
    expect(() => index.search([1, 1], 1)).toThrow(
      'search: query must have the L2 norm 1, got 1.41421; divide each vector by its norm',
    );
  });
});

test.each([0, 1.5, NaN, 2 ** 21])(
  'an index of vectors of %d numbers is refused',
  async (features) => {
    await expect(createSearchIndex(features)).rejects.toThrow(
      new RangeError(
        `createSearchIndex: features must be a whole number from 1 to 1048576, got ${features}`,
      ),
    );
  },
);
