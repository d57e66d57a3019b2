import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { fillUnitRows } from '@jssl/testing';

import { useFolder } from '../fixtures/use-folder.js';
import { loadHnswLibrary } from './hnsw-library.js';
import { createSearchIndex, readSearchIndex } from './search-index.js';

const path = useFolder();
const [rows, features] = [50, 8];
const vectors = Float32Array.from(fillUnitRows('search', 'index', rows, features));
const vector = (row: number) => vectors.subarray(row * features, (row + 1) * features);
const about = { encoder: 'weights', source: '/photos', fingerprint: 'pixels' };

async function fullIndex() {
  const index = await createSearchIndex(features, rows);
  index.add(vectors.subarray(0, 20 * features));
  index.add(vectors.subarray(20 * features));
  return index;
}

/** Places and cosines of all rows, the most similar first. */
function exact(query: Float32Array) {
  return Array.from({ length: rows }, (_, place) => ({
    place,
    similarity: vector(place).reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0),
  })).sort((a, b) => b.similarity - a.similarity);
}

test('with more candidates than vectors the search is exact', async () => {
  const index = await fullIndex();
  expect(index.length).toBe(rows);
  for (const row of [0, 19, 20, 49]) {
    const found = index.search(vector(row), 5);
    const nearest = exact(vector(row)).slice(0, 5);
    expect(found.map(({ place }) => place)).toEqual(nearest.map(({ place }) => place));
    // Sums of 8 float32 products of at most 1.
    found.forEach(({ similarity }, at) => {
      expect(Math.abs(similarity - (nearest[at]?.similarity ?? NaN))).toBeLessThan(5e-7);
    });
  }
});

test('a written index can be read, with the same results and its description', async () => {
  const index = await fullIndex();
  await index.write(path('a.hnsw'), about);
  expect(readdirSync(path()).sort()).toEqual(['a.hnsw', 'a.hnsw.json']);
  const read = await readSearchIndex(path('a.hnsw'));
  expect(read.about).toMatchObject(about);
  expect(read.index).toMatchObject({ length: rows, features });
  expect(read.index.vector(7)).toEqual(vector(7));
  expect(read.index.search(vector(3), 10)).toEqual(index.search(vector(3), 10));
});

test('an existing index is kept unless force is set', async () => {
  writeFileSync(path('a.hnsw.json'), 'mine');
  const index = await fullIndex();
  await expect(index.write(path('a.hnsw'), about)).rejects.toThrow(
    `out must be a new file, got ${path('a.hnsw.json')}, which exists; choose another, or set force to replace it`,
  );
  expect(readdirSync(path())).toEqual(['a.hnsw.json']);
  await index.write(path('a.hnsw'), about, { force: true });
  expect((await readSearchIndex(path('a.hnsw'))).index.length).toBe(rows);
});

describe('files that are not an index are rejected before the library reads them', () => {
  beforeEach(async () => {
    await (await fullIndex()).write(path('a.hnsw'), about);
  });

  test.each([
    [
      'a missing graph',
      'b.hnsw',
      () => 0,
      /^there is no search index at \S+b\.hnsw: \S+b\.hnsw is missing$/,
    ],
    [
      'a truncated graph',
      'a.hnsw',
      () => {
        writeFileSync(path('a.hnsw'), readFileSync(path('a.hnsw')).subarray(0, 1000));
      },
      /^\S+a\.hnsw is damaged or does not belong to \S+a\.hnsw\.json; create the index again$/,
    ],
    [
      'a truncated description',
      'a.hnsw',
      () => {
        writeFileSync(path('a.hnsw.json'), '{"format"');
      },
      /^\S+a\.hnsw\.json cannot be read: .*; create the index again$/,
    ],
    [
      'a description of something else',
      'a.hnsw',
      () => {
        writeFileSync(path('a.hnsw.json'), '[1]');
      },
      /^\S+a\.hnsw\.json does not describe a JSSL search index$/,
    ],
    [
      'another version',
      'a.hnsw',
      () => {
        writeFileSync(path('a.hnsw.json'), '{"format":"jssl-search-index-9"}');
      },
      /^\S+a\.hnsw\.json must have the format jssl-search-index-1, got "jssl-search-index-9"; create the index again$/,
    ],
    [
      'other features',
      'a.hnsw',
      () => {
        const json = JSON.parse(readFileSync(path('a.hnsw.json'), 'utf8')) as object;
        writeFileSync(path('a.hnsw.json'), JSON.stringify({ ...json, features: 1e9 }));
      },
      /^\S+a\.hnsw is not a graph that can be read: its bytes of a node must be 4000000140, got 172; create the index again$/,
    ],
    [
      'features that are no number',
      'a.hnsw',
      () => {
        const json = JSON.parse(readFileSync(path('a.hnsw.json'), 'utf8')) as object;
        writeFileSync(path('a.hnsw.json'), JSON.stringify({ ...json, features: '8' }));
      },
      /^\S+a\.hnsw\.json is damaged: its features must be a whole number of at least 1, got string; create/,
    ],
    [
      'a source that is no text',
      'a.hnsw',
      () => {
        const json = JSON.parse(readFileSync(path('a.hnsw.json'), 'utf8')) as object;
        writeFileSync(path('a.hnsw.json'), JSON.stringify({ ...json, source: 7 }));
      },
      /^\S+a\.hnsw\.json is damaged: its source must be text, got number; create the index again$/,
    ],
  ])('%s', async (_, name, spoil, sentence) => {
    spoil();
    await expect(readSearchIndex(path(name))).rejects.toThrow(sentence);
    await expect(readSearchIndex(path(name))).rejects.toMatchObject({ name: 'EmbeddingsError' });
  });
});

test('sizes that do not fit are rejected', async () => {
  const index = await fullIndex();
  expect(() => index.search(vector(0), 51)).toThrow('search: k must be from 1 to 50, got 51');
  expect(() => index.search(vector(0), 0)).toThrow('search: k must be from 1 to 50, got 0');
  expect(() => index.search(new Float32Array(3), 1)).toThrow(
    'search: query must have F = 8 numbers, got 3',
  );
  expect(() => {
    index.add(new Float32Array(9));
  }).toThrow('add: features must be [N, F] with F = 8, got 9 numbers');
});

test('if the library is missing, the error says what to install', async () => {
  const cause = new Error("Cannot find package 'hnswlib-node'");
  await expect(loadHnswLibrary(() => Promise.reject(cause))).rejects.toMatchObject({
    code: 'JSSL_EMBEDDINGS',
    cause,
    message:
      'an HNSW index needs hnswlib-node, which is missing or was not compiled: install a C++ compiler, make and Python, then run npm install hnswlib-node; exact search works without it',
  });
});
