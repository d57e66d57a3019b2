import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { unitCircle } from '../fixtures/unit-circle.js';
import { useFolder } from '../fixtures/use-folder.js';
import { createSearchIndex } from './create-search-index.js';
import { readSearchIndex } from './read-search-index.js';
import { descriptionText } from './search-index-description.js';

const path = useFolder();
const about = { encoder: 'weights', source: '/photos', fingerprint: 'pixels' };
const query = unitCircle(8).subarray(14);

async function write(ids?: (string | number)[], { exact = false } = {}) {
  const index = await createSearchIndex(2, { exact });
  index.add(unitCircle(50), ids);
  await index.write(path('a.hnsw'), about, { force: true });
  return index;
}

test.each([false, true])('a written index can be read and goes on (exact: %s)', async (exact) => {
  const index = await write(undefined, { exact });
  expect(readdirSync(path()).sort()).toEqual(['a.hnsw', 'a.hnsw.json']);
  // Numbers that are positions take no space.
  expect(readFileSync(path('a.hnsw.json'), 'utf8')).not.toContain('ids');
  const read = await readSearchIndex(path('a.hnsw'));
  expect(read.about).toEqual(about);
  expect(read.index).toMatchObject({ length: 50, features: 2, method: exact ? 'exact' : 'hnsw' });
  expect(read.index.vector(7)).toEqual(query);
  expect(read.index.search(query, 10)).toEqual(index.search(query, 10));
  read.index.remove(7);
  read.index.add(query);
  expect(read.index.search(query, 1)[0]?.id).toBe(50);
});

test('ids and removed vectors are kept', async () => {
  const index = await write(Array.from({ length: 50 }, (_, at) => (at === 9 ? 9 : `${at}.png`)));
  index.remove('7.png');
  await index.write(path('a.hnsw'), about, { force: true });
  const read = (await readSearchIndex(path('a.hnsw'))).index;
  expect([...read.ids()]).toEqual([...index.ids()]);
  expect(read.has('7.png')).toBe(false);
  expect(read.search(query, 49)).toEqual(index.search(query, 49));
  // Most are removed: those that are left are written alone.
  for (let at = 10; at < 50; at++) read.remove(`${at}.png`);
  await read.write(path('few.hnsw'), about);
  const few = (await readSearchIndex(path('few.hnsw'))).index;
  expect([...few.ids()]).toEqual([...index.ids()].slice(0, 9));
  few.add(query);
  expect(few.has(50)).toBe(true);
});

test('an empty index can be written', async () => {
  const index = await createSearchIndex(2);
  await index.write(path('a.hnsw'), about);
  const read = (await readSearchIndex(path('a.hnsw'))).index;
  read.add(query);
  expect(read.search(query, 1)[0]?.id).toBe(0);
});

test('an existing index is kept unless force is set', async () => {
  writeFileSync(path('a.hnsw.json'), 'mine');
  const index = await createSearchIndex(2);
  await expect(index.write(path('a.hnsw'), about)).rejects.toThrow(
    `out must be a new file, got ${path('a.hnsw.json')}, which exists; choose another, or set force to replace it`,
  );
  expect(readdirSync(path())).toEqual(['a.hnsw.json']);
  expect(readFileSync(path('a.hnsw.json'), 'utf8')).toBe('mine');
});

test('ids that take too much space are refused', () => {
  const stored = { ...about, method: 'exact', features: 2, rows: 1, added: 1, sha256: '' } as const;
  const ids = ['x'.repeat(1000)];
  expect(() => descriptionText({ ...stored, ids }, 'a.hnsw.json', 2000)).not.toThrow();
  expect(() => descriptionText({ ...stored, ids }, 'a.hnsw.json', 1000)).toThrow(
    /^a\.hnsw\.json cannot be written: the ids of the vectors must take at most 1000 bytes, got 12\d\d; use shorter ids or several indexes$/,
  );
});

describe('files that are not an index are refused', () => {
  /** Replaces fields of the description, with the checksum of the new ones unless told otherwise. */
  function describe(change: object, isSealed = true) {
    const { checksum, ...fields } = JSON.parse(readFileSync(path('a.hnsw.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const content = { ...fields, ...change };
    const sum = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    writeFileSync(
      path('a.hnsw.json'),
      JSON.stringify({ ...content, checksum: isSealed ? sum : checksum }),
    );
  }

  test.each<[string, () => void, RegExp]>([
    [
      'a truncated graph',
      () => {
        writeFileSync(path('a.hnsw'), readFileSync(path('a.hnsw')).subarray(0, 1000));
      },
      /^\S+a\.hnsw is damaged or does not belong to \S+a\.hnsw\.json; build the index again$/,
    ],
    [
      'a graph with the checksum of something else',
      () => {
        writeFileSync(path('a.hnsw'), 'text');
        describe({ sha256: createHash('sha256').update('text').digest('hex') });
      },
      /^\S+a\.hnsw is not an index that can be read: it ends too early; build the index again$/,
    ],
    [
      'vectors that are no unit vectors',
      () => {
        const bytes = readFileSync(path('a.hnsw'));
        bytes.writeFloatLE(NaN, 8);
        writeFileSync(path('a.hnsw'), bytes);
        describe({ sha256: createHash('sha256').update(bytes).digest('hex') });
      },
      /^\S+a\.hnsw is not an index that can be read: its vectors must have the L2 norm 1, got NaN in row 0;/,
    ],
    [
      'a truncated description',
      () => {
        writeFileSync(path('a.hnsw.json'), '{"format"');
      },
      /^\S+a\.hnsw\.json cannot be read: .*; build the index again$/,
    ],
    [
      'a description of something else',
      () => {
        writeFileSync(path('a.hnsw.json'), '[1]');
      },
      /^\S+a\.hnsw\.json does not describe a JSSL search index$/,
    ],
    [
      'an index of the first version',
      () => {
        writeFileSync(path('a.hnsw.json'), '{"format":"jssl-search-index-1","features":2}');
      },
      /^\S+a\.hnsw\.json describes an index of an earlier version, jssl-search-index-1, which can no longer be read; build the index again$/,
    ],
    [
      'a later version',
      () => {
        writeFileSync(path('a.hnsw.json'), '{"format":"jssl-search-index-9"}');
      },
      /^\S+a\.hnsw\.json must have the format jssl-search-index-2, got "jssl-search-index-9"; build the index again$/,
    ],
    [
      'a changed description',
      () => {
        describe({ source: '/elsewhere' }, false);
      },
      /^\S+a\.hnsw\.json is damaged: its checksum does not fit its content; build the index again$/,
    ],
    [
      'other features',
      () => {
        describe({ features: 1000 });
      },
      /^\S+a\.hnsw is not an index that can be read: its bytes of a vector must be 4000, got 8; build the index again$/,
    ],
  ])('%s', async (_, spoil, sentence) => {
    await write();
    spoil();
    await expect(readSearchIndex(path('a.hnsw'))).rejects.toThrow(sentence);
    await expect(readSearchIndex(path('a.hnsw'))).rejects.toMatchObject({
      code: 'JSSL_EMBEDDINGS',
    });
  });

  test.each<[object, string]>([
    [{ features: '2' }, 'its features must be a whole number from 1 to 1048576, got string'],
    [{ features: 1e9 }, 'its features must be a whole number from 1 to 1048576, got 1000000000'],
    [{ rows: -1 }, 'its rows must be a whole number from 0 to 4294967295, got -1'],
    [{ added: 49 }, 'its added must be a whole number from 50 to 9007199254740991, got 49'],
    [{ source: 7 }, 'its source must be text, got 7'],
    [{ method: 'magic' }, 'its method must be hnsw or exact, got string'],
    ...[7, ['a'], Array(50).fill('a'), Array(50).fill({})].map((ids): [object, string] => [
      { ids },
      `its ids must be a list with a different text, whole number or null for each vector, got ${ids === 7 ? 7 : 'a list'}`,
    ]),
  ])('a description with %j', async (change, sentence) => {
    await write();
    describe(change);
    await expect(readSearchIndex(path('a.hnsw'))).rejects.toThrow(
      `${path('a.hnsw.json')} is damaged: ${sentence}; build the index again`,
    );
  });

  test('nothing, folders and pipes', async () => {
    await expect(readSearchIndex(path('b.hnsw'))).rejects.toThrow(
      `there is no search index at ${path('b.hnsw')}: ${path('b.hnsw')} is missing`,
    );
    await write();
    mkdirSync(path('c.hnsw'));
    writeFileSync(path('c.hnsw.json'), readFileSync(path('a.hnsw.json')));
    await expect(readSearchIndex(path('c.hnsw'))).rejects.toThrow(
      `${path('c.hnsw')} cannot be read: ${path('c.hnsw')} is a folder, which cannot be read as a file; pass a file; build the index again`,
    );
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [path('d.hnsw.json')]);
    writeFileSync(path('d.hnsw'), '');
    await expect(readSearchIndex(path('d.hnsw'))).rejects.toThrow(
      `${path('d.hnsw.json')} is a named pipe`,
    );
  });
});
