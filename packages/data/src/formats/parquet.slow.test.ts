import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';

import type { ImageSet } from '../dataset/dataset.js';
import { openDataset, type OpenOptions } from '../open-dataset.js';

let work: string;
let folder: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'jssl-parquet-'));
  folder = join(work, 'birds');
  await mkdir(folder);
});
afterEach(async () => {
  await rm(work, { recursive: true });
});

const open = (path = folder, options: Partial<OpenOptions> = {}) =>
  openDataset(path, { cacheFolder: join(work, 'cache'), ...options });

/** The bytes of a PNG of one gray value. */
async function png(value: number, side = 8): Promise<Uint8Array> {
  const background = { r: value, g: value, b: value };
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
}

interface FileOptions {
  readonly labels?: readonly (bigint | string | null)[];
  readonly classNames?: readonly string[];
  readonly imageColumn?: string;
  readonly labelColumn?: string;
  readonly codec?: 'GZIP' | 'SNAPPY';
}

/** Writes a file as Hugging Face's `datasets` does: a struct of bytes and path, two rows a group. */
async function write(
  path: string,
  images: readonly (Uint8Array | null)[],
  {
    labels,
    classNames,
    imageColumn = 'image',
    labelColumn = 'label',
    codec = 'SNAPPY',
  }: FileOptions = {},
): Promise<void> {
  const isText = typeof labels?.[0] === 'string';
  const features = {
    [imageColumn]: { _type: 'Image' },
    ...(classNames && { [labelColumn]: { _type: 'ClassLabel', names: classNames } }),
  };
  const content = parquetWriteBuffer({
    columnData: [
      {
        name: imageColumn,
        data: images.map((bytes) => ({ bytes, path: 'a.png' })),
      },
      ...(labels ? [{ name: labelColumn, data: [...labels] }] : []),
    ],
    schema: [
      { name: 'root', num_children: labels ? 2 : 1 },
      { name: imageColumn, num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ...(labels
        ? [
            {
              name: labelColumn,
              repetition_type: 'OPTIONAL' as const,
              ...(isText
                ? { type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const }
                : { type: 'INT64' as const }),
            },
          ]
        : []),
    ],
    rowGroupSize: 2,
    codec,
    compressors: { GZIP: (input) => gzipSync(input) },
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
  });
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), Buffer.from(content));
}

const contentOf = (set: ImageSet | undefined) =>
  Array.from({ length: set?.length ?? 0 }, (_, index) => [
    set?.name(index),
    set?.read([index])[0],
    set?.labels?.[index],
  ]);

test.each(['SNAPPY', 'GZIP'] as const)(
  'several files, packed by %s: splits by their names, classes from their metadata',
  async (codec) => {
    const classNames = ['owl', 'wren', 'kiwi'];
    const options = { classNames, codec };
    await write('data/train-00000-of-00002.parquet', [await png(1), await png(2), await png(3)], {
      ...options,
      labels: [2n, 0n, 0n],
    });
    await write('data/train-00001-of-00002.parquet', [await png(4)], { ...options, labels: [1n] });
    await write('data/validation-00000-of-00001.parquet', [await png(5)], {
      ...options,
      labels: [0n],
    });
    await write('data/test-00000-of-00001.parquet', [await png(6)], { ...options, labels: [2n] });
    await writeFile(join(folder, 'README.md'), '# Birds');
    const dataset = await open();
    expect(dataset).toMatchObject({
      name: 'birds',
      kind: 'file',
      classes: classNames,
      testOrigin: 'test',
      height: 8,
      width: 8,
      channels: 3,
      skipped: [],
    });
    expect(contentOf(dataset.train)).toEqual([
      ['data/train-00000-of-00002/00000', 1, 2],
      ['data/train-00000-of-00002/00001', 2, 0],
      ['data/train-00000-of-00002/00002', 3, 0],
      ['data/train-00001-of-00002/00000', 4, 1],
    ]);
    expect(contentOf(dataset.validation)).toEqual([['data/validation-00000-of-00001/00000', 5, 0]]);
    expect(contentOf(dataset.test)).toEqual([['data/test-00000-of-00001/00000', 6, 2]]);
  },
);

test('one file by itself has a tenth of each class held out, out of any of its groups', async () => {
  const labels = ['b', 'a', 'a', 'b', 'a', 'b'];
  const images = await Promise.all(labels.map((_, index) => png(index)));
  await write('test.parquet', images, { labels, labelColumn: 'class' });
  const dataset = await open(join(folder, 'test.parquet'));
  expect(dataset).toMatchObject({ classes: ['a', 'b'], testOrigin: 'held-out' });
  expect(dataset.train.length).toBe(4);
  expect(dataset.test?.length).toBe(2);
  const all = [...contentOf(dataset.train), ...contentOf(dataset.test)];
  for (const [, value, label] of all)
    expect(['a', 'b'][label as number]).toBe(labels[value as number]);
  expect(new Set(all.map(([, value]) => value)).size).toBe(6);
});

test('the names of the CIFAR-100 of Hugging Face: img, and fine_label before coarse_label', async () => {
  await write('train.parquet', [await png(7), await png(8)], {
    labels: [1n, 0n],
    imageColumn: 'img',
    labelColumn: 'fine_label',
    classNames: ['apple', 'bee'],
  });
  const dataset = await open();
  expect(dataset.classes).toEqual(['apple', 'bee']);
});

test('images without labels, of different sizes', async () => {
  await write('train.parquet', [await png(7, 8), await png(8, 9)]);
  const dataset = await open();
  expect([dataset.height, dataset.width]).toEqual([64, 64]);
  expect(contentOf(dataset.train)).toEqual([
    ['train/00000', 7, undefined],
    ['train/00001', 8, undefined],
  ]);
  expect((await open(folder, { imageSize: 5 })).height).toBe(5);
});

test('a column of bytes without a struct', async () => {
  const content = parquetWriteBuffer({
    columnData: [{ name: 'png', data: [await png(3)], type: 'BYTE_ARRAY' }],
  });
  await writeFile(join(folder, 'a.parquet'), Buffer.from(content));
  expect(contentOf((await open()).train)).toEqual([['a/00000', 3, undefined]]);
});

test('rows without a label or bytes, and damaged images, are left out and told', async () => {
  const damaged = Buffer.from('no image');
  await write('train.parquet', [await png(1), await png(2), null, damaged, await png(5)], {
    labels: [0n, null, 1n, 1n, 1n],
    classNames: ['a', 'b'],
  });
  await write('test.parquet', [await png(9), await png(8)], { labels: [-1n, -1n] });
  const dataset = await open();
  expect([...contentOf(dataset.train)].map(([name]) => name)).toEqual([
    'train/00000',
    'train/00004',
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'train/00001', reason: 'it has no label' },
    { path: 'test', reason: 'none of its 2 images has a label' },
    // The third row is the one that is held out, so it comes last.
    { path: 'train/00003', reason: 'not an image but a text file' },
    { path: 'train/00002', reason: 'its bytes are not in the file' },
  ]);
});

test('a damaged file beside good ones is left out and told', async () => {
  await write('train-0.parquet', [await png(1)]);
  await write('train-1.parquet', [await png(2)]);
  await truncate(join(folder, 'train-1.parquet'), 50);
  const dataset = await open();
  expect(contentOf(dataset.train)).toHaveLength(1);
  expect(dataset.skipped).toEqual([
    { path: 'train-1.parquet', reason: expect.stringMatching(/^parquet file invalid/) as string },
  ]);
});

test('a Parquet file without images is refused in one sentence', async () => {
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'text', data: ['a', 'b'], type: 'STRING' },
      { name: 'label', data: [1, 2], type: 'INT32' },
    ],
  });
  await writeFile(join(folder, 'train.parquet'), Buffer.from(content));
  await expect(open()).rejects.toMatchObject({
    name: 'DataError',
    message:
      'openDataset: birds must have training images that can be decoded, got none of 0 ' +
      '(train.parquet: it must have a column with the bytes of images, got the columns text, label)',
  });
});

test('a folder without a Parquet file is refused', async () => {
  await expect(open(folder, { format: 'parquet' })).rejects.toThrow(
    `openDataset: ${folder} must hold Parquet files (.parquet), got none`,
  );
});

test('bytes changed anywhere in the metadata never throw anything but a DataError', async () => {
  await write('train.parquet', [await png(1), await png(2)], { labels: [1n, 0n] });
  const file = join(folder, 'train.parquet');
  const whole = await readFile(file);
  // Before the end stand the metadata, their length in 32 bits, and PAR1.
  const metadataLength = whole.readUInt32LE(whole.length - 8);
  await fc.assert(
    fc.asyncProperty(fc.nat(metadataLength - 1), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(whole);
      changed[whole.length - 8 - metadataLength + at] = value;
      await writeFile(file, changed);
      await open().catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'DataError' });
      });
    }),
    { numRuns: 60 },
  );
});
