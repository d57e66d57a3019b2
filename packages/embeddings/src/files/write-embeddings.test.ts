import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeBatches } from '../fixtures/make-batches.js';
import { useFolder } from '../fixtures/use-folder.js';
import { EmbeddingsError } from './embeddings-error.js';
import { embeddingFiles, embeddingFormats, writeEmbeddings } from './write-embeddings.js';

const path = useFolder();
const shape = { rows: 5, features: 3, labeled: false };
const batches = () => makeBatches(5, 3, 2);

test('a .npy file holds the features, and the file next to it the names', async () => {
  const written = await writeEmbeddings(batches(), shape, { file: path('a.npy'), format: 'npy' });
  expect(written).toEqual([path('a.npy'), path('a.names.csv')]);
  expect(readdirSync(path()).sort()).toEqual(['a.names.csv', 'a.npy']);
  const bytes = readFileSync(path('a.npy'));
  const start = 10 + bytes.readUInt16LE(8);
  const features = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  expect(features).toEqual(
    Float32Array.from([...batches()].flatMap((batch) => [...batch.features])),
  );
  expect(readFileSync(path('a.names.csv'), 'utf8')).toBe('name\r\n0\r\n1\r\n2\r\n3\r\n4\r\n');
});

test('a batch is written before the next one is read', async () => {
  const sizes: number[] = [];
  function* watched() {
    for (const batch of makeBatches(6, 3, 2)) {
      const [unfinished = ''] = readdirSync(path());
      sizes.push(statSync(path(unfinished)).size);
      yield batch;
    }
  }
  await writeEmbeddings(watched(), { ...shape, rows: 6 }, { file: path('a.csv'), format: 'csv' });
  const lines = readFileSync(path('a.csv'), 'utf8').split('\n');
  const upTo = (count: number) => lines.slice(0, count).join('\n').length + 1;
  expect(sizes).toEqual([upTo(1), upTo(3), upTo(5)]);
});

test.each(embeddingFormats)('%s: existing files are kept unless force is set', async (format) => {
  for (const kept of embeddingFiles('a', format)) {
    writeFileSync(path(kept), 'mine');
    const options = { file: path('a'), format };
    await expect(writeEmbeddings(batches(), shape, options)).rejects.toThrow(
      `out must be a new file, got ${path(kept)}, which exists; choose another, or set force to replace it`,
    );
    expect(readdirSync(path())).toEqual([kept]);
    expect(readFileSync(path(kept), 'utf8')).toBe('mine');
    await writeEmbeddings(batches(), shape, { ...options, force: true });
    expect(readFileSync(path(kept), 'latin1')).not.toBe('mine');

    for (const file of embeddingFiles('a', format)) rmSync(path(file));
  }
});

test.each(embeddingFormats)('%s: a failure leaves no file', async (format) => {
  function* failing() {
    yield* makeBatches(2, 3, 2);
    throw new Error('the images are gone');
  }
  const options = { file: path('a'), format };
  await expect(writeEmbeddings(failing(), shape, options)).rejects.toThrow('the images are gone');
  expect(readdirSync(path())).toEqual([]);
});

test.each([
  [
    'fewer rows than the shape says',
    [...makeBatches(4, 3, 2)],
    'writeEmbeddings: the batches must have 5 rows in total, got 4',
  ],
  [
    'another number of features',
    [...makeBatches(5, 2, 2)],
    'writeEmbeddings: a batch of 2 names must have 3 features and no label each, got 4 features and no labels',
  ],
  [
    'labels that the shape does not have',
    [{ names: ['a'], labels: ['b'], features: new Float32Array(3) }],
    'writeEmbeddings: a batch of 1 names must have 3 features and no label each, got 3 features and 1 labels',
  ],
  [
    'NaN',
    [{ names: ['a', 'b'], features: new Float32Array([0, 1, 2, 3, NaN, 5]) }],
    'the features of b must be finite, got NaN; the encoder has diverged; use other weights',
  ],
])('%s: one sentence and no file', async (_, wrong, sentence) => {
  const options = { file: path('a.csv'), format: 'csv' } as const;
  await expect(writeEmbeddings(wrong, shape, options)).rejects.toThrow(
    new EmbeddingsError(sentence),
  );
  expect(readdirSync(path())).toEqual([]);
});

test('a missing folder is reported, with the cause', async () => {
  const file = path(join('none', 'a.csv'));
  await expect(writeEmbeddings(batches(), shape, { file, format: 'csv' })).rejects.toThrow(
    /^\S+a\.csv cannot be written: ENOENT.*; choose another file$/,
  );
  await expect(writeEmbeddings(batches(), shape, { file, format: 'csv' })).rejects.toMatchObject({
    code: 'JSSL_EMBEDDINGS',
    cause: { code: 'ENOENT' },
  });
});

test('progress is reported after each batch, and a signal cancels without leaving a file', async () => {
  const progress: number[][] = [];
  const reason = new Error('cancelled');
  const controller = new AbortController();
  const options = {
    file: path('a.csv'),
    format: 'csv' as const,
    signal: controller.signal,
    onProgress: (rows: number, total: number) => {
      progress.push([rows, total]);
      if (rows === 4) controller.abort(reason);
    },
  };
  await expect(writeEmbeddings(batches(), shape, options)).rejects.toBe(reason);
  expect(progress).toEqual([
    [2, 5],
    [4, 5],
  ]);
  await expect(writeEmbeddings(batches(), shape, options)).rejects.toBe(reason);
  expect(progress).toHaveLength(2);
  expect(readdirSync(path())).toEqual([]);
});
