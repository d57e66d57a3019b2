import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parquetWriteBuffer } from 'hyparquet-writer';

import { openParquetFile } from './parquet-file.js';

/** Enough for a thread to start on a busy machine. */
const PATIENCE_MS = 2000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-parquet-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What stands for an image; found in the file as it is, since nothing is compressed. */
const image = (row: number) => Buffer.from(`the bytes of image ${row}`);

/** Writes rows of one group each. */
async function write(name: string, rows: number): Promise<string> {
  const content = parquetWriteBuffer({
    columnData: [
      {
        name: 'image',
        data: Array.from({ length: rows }, (_, row) => image(row)),
        type: 'BYTE_ARRAY',
      },
      { name: 'label', data: Array.from({ length: rows }, (_, row) => row), type: 'INT32' },
    ],
    rowGroupSize: 1,
    codec: 'UNCOMPRESSED',
    statistics: false,
  });
  const path = join(folder, name);
  await writeFile(path, Buffer.from(content));
  return path;
}

/**
 * Damages one bit in the header of an image's page so that hyparquet reads for ever. A header begins
 * with the fields type (3 for a page of version 2), uncompressed and compressed size as zigzag varints;
 * the bit lets the uncompressed size go on into the next byte, and shifts all that follows.
 */
async function stall(path: string, row: number): Promise<void> {
  const content = await readFile(path);
  // The page holds six bytes before the image: that it is there, and its length.
  const size = 2 * (6 + image(row).length);
  const header = Buffer.from([0x15, 2 * 3, 0x15, size, 0x15, size]);
  const at = content.lastIndexOf(header, content.indexOf(image(row)));
  expect(at).toBeGreaterThan(0);
  content[at + 3] = size | 0x80;
  await writeFile(path, content);
}

test('a page that keeps the reader for ever costs its group, and the others are read', async () => {
  const path = await write('a.parquet', 3);
  await stall(path, 1);
  const file = await openParquetFile(path, PATIENCE_MS);
  expect(file.groupLengths).toEqual([1, 1, 1]);
  expect(await file.readLabels()).toEqual([0, 1, 2]);
  for (let time = 0; time < 2; time++) {
    await expect(file.readImages(1)).rejects.toThrow(
      new Error('damaged: it could not be read within 3 s'),
    );
    expect(await file.readImages(0)).toEqual([new Uint8Array(image(0))]);
    expect(await file.readImages(2)).toEqual([new Uint8Array(image(2))]);
  }
});

test('after three of them the file is given up', async () => {
  const path = await write('a.parquet', 4);
  for (const row of [0, 1, 2]) await stall(path, row);
  const file = await openParquetFile(path, PATIENCE_MS);
  for (const group of [0, 1, 2, 3]) {
    await expect(file.readImages(group)).rejects.toThrow(/^damaged: it could not be read within/);
  }
});

test('a page that fills the memory for ever is given up too', async () => {
  // Out of npm run fuzz.
  const path = join(import.meta.dirname, '..', '..', 'fixtures', 'filling.parquet');
  const file = await openParquetFile(path, 100_000);
  expect(await file.readLabels()).toEqual(['b', 'a', 'b']);
  // Newer versions of V8 refuse so long an array before the memory is full.
  await expect(file.readImages(1)).rejects.toThrow(
    /^damaged(: it crashed the process that reads it, or takes more than 512 MB of memory to read| \(Invalid array length\))$/,
  );
});

test('several files are read at once, each its own, and as it is now', async () => {
  const [first, second] = [await write('a.parquet', 2), await write('b.parquet', 1)];
  const files = await Promise.all([openParquetFile(first), openParquetFile(second)]);
  expect(
    await Promise.all([files[0].readLabels(), files[1].readLabels(), files[0].readImages(1)]),
  ).toEqual([[0, 1], [0], [new Uint8Array(image(1))]]);
  await write('a.parquet', 4);
  expect(await (await openParquetFile(first)).readLabels()).toEqual([0, 1, 2, 3]);
});

test('labels in a column of a usual name at any case; columns that are not used are reported', async () => {
  const images = [image(0), image(1)];
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'thumbnail', data: images, type: 'BYTE_ARRAY' },
      { name: 'image', data: images, type: 'BYTE_ARRAY' },
      { name: 'Category', data: ['cat', 'dog'], type: 'STRING' },
      { name: 'split', data: ['train', 'test'], type: 'STRING' },
    ],
    codec: 'UNCOMPRESSED',
  });
  const path = join(folder, 'columns.parquet');
  await writeFile(path, Buffer.from(content));
  const file = await openParquetFile(path);
  expect(await file.readLabels()).toEqual(['cat', 'dog']);
  expect(file.notes).toEqual([
    'the images are those of the column image, not of thumbnail',
    'the column split is not used: the names of Parquet files give the splits',
  ]);
});
