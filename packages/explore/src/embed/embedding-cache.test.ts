import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddingCache } from './embedding-cache.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-vectors-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const HOURS = 2 * 60 * 60 * 1000;
const open = () => new EmbeddingCache(folder, 'encoder', '/photos');
const image = (name: string) => ({ name, stamp: `1 ${name}`, content: `content of ${name}` });
const vectorOf = (name: string) => [name.length, name.charCodeAt(0), 0.5];

/** Opens the cache as a process does, and adds images. */
function add(...names: string[]): EmbeddingCache {
  const cache = open();
  cache.append(names.map(image), Float32Array.from(names.flatMap(vectorOf)));
  return cache;
}

/** Which of these images a new process finds, with their vectors. */
function found(...names: string[]): string[] {
  const cache = open();
  const known = names.filter((name) => cache.has(name, `1 ${name}`));
  expect([...cache.read(known)]).toEqual(known.flatMap(vectorOf));
  cache.close();
  return known;
}

/** Files of the vectors, without those of other work. */
const files = () => {
  const cache = open();
  cache.close();
  return readdirSync(cache.folder);
};

test('each process adds to its own files, and a cut-off row does not count', () => {
  const [one, other] = [add('a', 'bb'), add('ccc')];
  other.append([image('dddd')], Float32Array.from(vectorOf('dddd')));
  one.close();
  other.close();
  expect(files()).toHaveLength(4);
  expect(found('a', 'bb', 'ccc', 'dddd', 'e')).toEqual(['a', 'bb', 'ccc', 'dddd']);
  const [vectors = ''] = files().filter((name) => name.endsWith('.vectors'));
  const { folder: own } = open();
  truncateSync(join(own, vectors), 11);
  expect(found('a', 'bb', 'ccc', 'dddd').length).toBeLessThan(4);
});

test('what no image needs is removed, once it is most of the cache and nothing else uses it', () => {
  add('a', 'bb', 'ccc', 'dddd').close();
  add('eeeee').close();
  const cache = add('a');
  const compact = (names: string[], now: number) =>
    cache.compact(names, cache.read(names), Date.now() + now);
  // Another process may be adding to what is new, and half of it is needed.
  expect(compact(['a'], 0)).toBe(false);
  expect(compact(['bb', 'ccc', 'dddd'], HOURS)).toBe(false);
  expect(files()).toHaveLength(6);
  expect(compact(['bb', 'eeeee'], HOURS)).toBe(true);
  cache.close();
  expect(files()).toHaveLength(2);
  expect(found('a', 'bb', 'ccc', 'eeeee')).toEqual(['bb', 'eeeee']);
});

test('what a kill has left is removed too, and many small files become one', () => {
  const names = Array.from({ length: 40 }, (_, at) => `image ${at}`);
  for (const name of names) add(name).close();
  const cache = open();
  writeFileSync(join(cache.folder, 'alone.vectors'), 'xx');
  writeFileSync(join(cache.folder, 'cut.jsonl'), '{"format"');
  writeFileSync(
    join(cache.folder, 'lines.jsonl'),
    '{"format":"jssl-explore-vectors-1","features":3}\n',
  );
  writeFileSync(join(cache.folder, 'analysis-1.bin'), 'kept');
  expect(found(...names)).toEqual(names);
  expect(cache.compact(names, cache.read(names), Date.now() + HOURS)).toBe(true);
  cache.close();
  expect(files()).toHaveLength(3);
  expect(files()).toContain('analysis-1.bin');
  expect(found(...names)).toEqual(names);
});

test('a process reads and adds on while another one puts its files together', () => {
  add('a', 'bb', 'ccc').close();
  const reader = add('dddd');
  const other = open();
  expect(other.compact(['a'], other.read(['a']), Date.now() + HOURS)).toBe(true);
  other.close();
  expect([...reader.read(['ccc', 'dddd'])]).toEqual([...vectorOf('ccc'), ...vectorOf('dddd')]);
  reader.append([image('e')], Float32Array.from(vectorOf('e')));
  expect([...reader.read(['e'])]).toEqual(vectorOf('e'));
  reader.close();
  // Its own files were deleted, as if it had not been seen for hours: they are embedded again.
  expect(found('a', 'dddd', 'e')).toEqual(['a']);
});
