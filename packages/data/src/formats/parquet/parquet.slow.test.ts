import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';

import type { ImageSet } from '../../dataset/dataset.js';
import { openDataset, type OpenOptions } from '../../open-dataset.js';

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

/** A Zstandard frame of raw blocks: magic, one segment with a size of four bytes, blocks of 128 KiB. */
function zstdFrame(input: Uint8Array): Uint8Array {
  const header = Buffer.from('28b52ffda000000000', 'hex');
  header.writeUInt32LE(input.length, 5);
  const parts: Uint8Array[] = [header];
  for (let at = 0; at < Math.max(1, input.length); at += 2 ** 17) {
    const block = input.subarray(at, at + 2 ** 17);
    const start = Buffer.alloc(3);
    start.writeUIntLE(Number(at + block.length === input.length) + block.length * 8, 0, 3);
    parts.push(start, block);
  }
  return Buffer.concat(parts);
}

/** An LZ4 block of literals: a token, the rest of the length in bytes of 255, the bytes. */
function lz4Block(input: Uint8Array): Uint8Array {
  if (input.length < 15) return Buffer.concat([Buffer.of(input.length << 4), input]);
  const rest = input.length - 15;
  const lengths = [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255];
  return Buffer.concat([Buffer.of(0xf0, ...lengths), input]);
}

/** LZ4 as Hadoop frames it: both lengths, big-endian, before each block. */
function hadoopLz4(input: Uint8Array): Uint8Array {
  const block = lz4Block(input);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(input.length);
  header.writeUInt32BE(block.length, 4);
  return Buffer.concat([header, block]);
}

const compressors = {
  GZIP: (input: Uint8Array) => gzipSync(input),
  BROTLI: (input: Uint8Array) => brotliCompressSync(input),
  ZSTD: zstdFrame,
  LZ4: hadoopLz4,
  LZ4_RAW: lz4Block,
};

interface FileOptions {
  readonly labels?: readonly (bigint | string | null)[];
  readonly classNames?: readonly string[];
  readonly imageColumn?: string;
  readonly labelColumn?: string;
  readonly codec?: keyof typeof compressors | 'SNAPPY' | 'UNCOMPRESSED';
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
    compressors,
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

test.each(['SNAPPY', 'UNCOMPRESSED', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'] as const)(
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

test('without a column of a usual name, those that may have the classes are named', async () => {
  const column = 'species';
  const images = [await png(1), await png(2)];
  await write('train.parquet', images, { labels: ['cat', 'dog'], labelColumn: column });
  expect((await open()).notes).toEqual([
    'no column is called label, class, category or target, so there are no classes; if they are in another one (species (texts)), rename it to label',
  ]);
  await write('train.parquet', images, { labels: [0n, 1n], labelColumn: 'cls' });
  expect((await open()).classes).toEqual(['0', '1']);
});

test('rows without a label or bytes, and damaged images, are left out and reported', async () => {
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
    { path: 'train/00002', reason: 'its row has no image bytes' },
  ]);
});

test('a damaged file beside good ones is left out and reported', async () => {
  await write('train-0.parquet', [await png(1)]);
  await write('train-1.parquet', [await png(2)]);
  await truncate(join(folder, 'train-1.parquet'), 50);
  const dataset = await open();
  expect(contentOf(dataset.train)).toHaveLength(1);
  expect(dataset.skipped).toEqual([
    {
      path: 'train-1.parquet',
      reason: expect.stringMatching(/^damaged or cut off \(parquet file invalid/) as string,
    },
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
      '(train.parquet: it must have a column with the bytes of images such as PNG files, got the columns ' +
      'text (texts), label (numbers))',
  });
});

test('a Parquet file without rows is refused in one sentence', async () => {
  await write('train.parquet', []);
  await expect(open()).rejects.toThrow('got none of 0 (train.parquet: it has no rows)');
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
    // A column's name with a control character, which a note tells.
    { numRuns: 60, examples: [[56, 0]] },
  );
});

test('more rows than bytes, as of repeated images in a dictionary, are read', async () => {
  const image = await png(7);
  const rows = 2_000;
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'image', data: Array.from({ length: rows }, () => image), type: 'BYTE_ARRAY' },
      {
        name: 'label',
        data: Array.from({ length: rows }, (_, row) => Number(row >= rows / 2)),
        type: 'INT32',
      },
    ],
  });
  expect(content.byteLength).toBeLessThan(rows);
  await writeFile(join(folder, 'train.parquet'), Buffer.from(content));
  const dataset = await open();
  expect([dataset.train.length, dataset.test?.length]).toEqual([1800, 200]);
  expect(dataset.classes).toEqual(['0', '1']);
  expect(dataset.skipped).toEqual([]);
});

test('several configurations of a data set are not mixed', async () => {
  for (const name of ['large', 'small']) {
    await write(`${name}/train/0000.parquet`, [await png(1)]);
    await write(`${name}/test/0000.parquet`, [await png(2)]);
  }
  await expect(open()).rejects.toThrow(
    `openDataset: ${folder} must hold one data set, got the configurations large, small; pass the folder of one of them`,
  );
  expect((await open(join(folder, 'small'))).train.length).toBe(1);
});

test('a file with other class names than those before it is left out', async () => {
  await write('train-0.parquet', [await png(1), await png(2)], {
    labels: [0n, 1n],
    classNames: ['a', 'b'],
  });
  await write('train-1.parquet', [await png(3), await png(4)], {
    labels: [0n, 1n],
    classNames: ['b', 'a'],
  });
  expect((await open()).skipped).toEqual([
    { path: 'train-1.parquet', reason: 'its classes differ from those of the files before it' },
  ]);
});

test('a data set in Parquet is found beside a picture, which is reported', async () => {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets', 'teaser.png'), await png(200));
  await write('data/train-00000-of-00001.parquet', [await png(1), await png(2)]);
  const dataset = await open();
  expect(dataset.train.length).toBe(2);
  expect(dataset.skipped).toEqual([
    {
      path: 'assets/teaser.png',
      reason: 'next to the Parquet files that hold the data set',
    },
  ]);
});

test('images beside a Parquet file that has none, or fewer, are a folder of images', async () => {
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.png`), await png(3));
  await write('features.parquet', [await png(1)]);
  expect(await open()).toMatchObject({ kind: 'folder', train: { length: 3 } });
});

test("the snapshot of a folder in Hugging Face's cache, whose files are links", async () => {
  await write('blobs/0.parquet', [await png(5)]);
  await mkdir(join(folder, 'refs'));
  await writeFile(join(folder, 'refs', 'main'), 'b1');
  for (const name of ['b1', 'c2'])
    await mkdir(join(folder, 'snapshots', name, 'data'), { recursive: true });
  await symlink(
    '../../../blobs/0.parquet',
    join(folder, 'snapshots/b1/data/train-00000-of-00001.parquet'),
  );
  expect(contentOf((await open()).train)).toEqual([
    ['data/train-00000-of-00001/00000', 5, undefined],
  ]);
});
