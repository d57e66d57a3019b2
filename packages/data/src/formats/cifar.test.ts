import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ImageSet } from '../dataset/dataset.js';
import { openDataset, type OpenOptions } from '../open-dataset.js';

let work: string;
let folder: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'jssl-cifar-'));
  folder = join(work, 'cifar');
  await mkdir(folder);
});
afterEach(async () => {
  await rm(work, { recursive: true });
});

const open = (path = folder, options: Partial<OpenOptions> = {}) =>
  openDataset(path, { cacheFolder: join(work, 'cache'), ...options });

/** A record: its labels, then a plane each of red, green and blue, whose first pixel is another. */
const record = (labels: readonly number[], color: readonly number[]) =>
  Buffer.from([
    ...labels,
    ...color.flatMap((value) => [value + 1, ...Array.from({ length: 1023 }, () => value)]),
  ]);
const write = (name: string, ...records: readonly Buffer[]) =>
  writeFile(join(folder, name), Buffer.concat(records));

/** Name, label, and the first two pixels of each image. */
const contentOf = (set: ImageSet | undefined) =>
  Array.from({ length: set?.length ?? 0 }, (_, index) => [
    set?.name(index),
    set?.labels?.[index],
    [...(set?.read([index]).subarray(0, 6) ?? [])],
  ]);

test('CIFAR-10: five batches of red, green and blue planes, and the test batch', async () => {
  await write('data_batch_1.bin', record([3], [10, 20, 30]), record([0], [40, 50, 60]));
  await write('data_batch_2.bin', record([9], [70, 80, 90]));
  await write('test_batch.bin', record([1], [1, 2, 3]));
  await writeFile(join(folder, 'batches.meta.txt'), 'airplane\nautomobile\nbird\ncat\n\n');
  const dataset = await open();
  expect(dataset).toMatchObject({
    name: 'cifar',
    kind: 'file',
    height: 32,
    width: 32,
    channels: 3,
    testOrigin: 'test',
    skipped: [],
  });
  expect(dataset.classes?.slice(0, 5)).toEqual(['airplane', 'automobile', 'bird', 'cat', '4']);
  expect(contentOf(dataset.train)).toEqual([
    ['data_batch_1/00000', 3, [11, 21, 31, 10, 20, 30]],
    ['data_batch_1/00001', 0, [41, 51, 61, 40, 50, 60]],
    ['data_batch_2/00000', 9, [71, 81, 91, 70, 80, 90]],
  ]);
  expect(contentOf(dataset.test)).toEqual([['test_batch/00000', 1, [2, 3, 4, 1, 2, 3]]]);
});

test('CIFAR-100, below the folder given: the fine label is the class, the coarse one an attribute', async () => {
  folder = join(folder, 'cifar-100-binary');
  await mkdir(folder);
  await write('train.bin', record([1, 99], [1, 2, 3]));
  await writeFile(join(folder, 'coarse_label_names.txt'), 'aquatic mammals\nfish\n');
  await write('test.bin', record([4, 0], [5, 6, 7]));
  await writeFile(join(folder, 'fine_label_names.txt'), 'apple\n');
  const dataset = await open(join(work, 'cifar'));
  expect(dataset.classes).toHaveLength(100);
  expect(dataset.classes?.[0]).toBe('apple');
  expect(dataset.train.attributes).toEqual({ superclass: ['fish'] });
  expect(dataset.test?.attributes).toEqual({ superclass: ['4'] });
  expect(contentOf(dataset.train)).toEqual([['train/00000', 99, [2, 3, 4, 1, 2, 3]]]);
  expect(contentOf(dataset.test)).toEqual([['test/00000', 0, [6, 7, 8, 5, 6, 7]]]);
});

test('a single file, known by its length, has a tenth of each class held out', async () => {
  const records = Array.from({ length: 4 }, (_, index) => record([0, index % 2], [index, 0, 0]));
  await write('some.bin', ...records);
  const dataset = await open(join(folder, 'some.bin'));
  expect(dataset.testOrigin).toBe('held-out');
  expect([...(dataset.train.labels ?? [])].sort()).toEqual([0, 1]);
  expect([...(dataset.test?.labels ?? [])].sort()).toEqual([0, 1]);
});

test('of a file that was cut off the whole images are used', async () => {
  await write('data_batch_1.bin', record([1], [1, 1, 1]), record([2], [2, 2, 2]).subarray(0, 100));
  const dataset = await open();
  expect(contentOf(dataset.train)).toHaveLength(1);
  expect(dataset.skipped).toEqual([
    {
      path: 'data_batch_1.bin',
      reason: 'cut off: 100 of 3073 bytes of image 1; complete images: 1',
    },
  ]);
});

test('a file with classes that there are not is left out whole', async () => {
  await write('data_batch_1.bin', record([1], [1, 1, 1]), record([10], [2, 2, 2]));
  await write('data_batch_2.bin', record([5], [3, 3, 3]));
  const dataset = await open();
  expect(contentOf(dataset.train).map(([name]) => name)).toEqual(['data_batch_2/00000']);
  expect(dataset.skipped).toEqual([
    {
      path: 'data_batch_1.bin',
      reason: 'not a file of CIFAR-10: image 1 has class 10, but there are only 10 classes',
    },
  ]);
});

test('an empty file is reported', async () => {
  await write('data_batch_1.bin');
  await expect(open()).rejects.toMatchObject({
    name: 'DataError',
    message:
      'openDataset: cifar must have training images that can be decoded, got none of 0 ' +
      '(data_batch_1.bin: cut off: 0 of 3073 bytes of image 0; complete images: 0)',
  });
});

test('a changed file is seen', async () => {
  await write('data_batch_1.bin', record([1], [1, 1, 1]));
  expect((await open()).train.labels?.[0]).toBe(1);
  await write('data_batch_1.bin', record([2], [1, 1, 1]));
  expect((await open()).train.labels?.[0]).toBe(2);
});

test.each([
  ['a file of another length', ['some.bin'], 'some.bin'],
  ['a folder of other files', [], ''],
])('%s is refused', async (_, names, path) => {
  for (const name of names) await writeFile(join(folder, name), 'abc');
  await expect(open(join(folder, path), { format: 'cifar' })).rejects.toMatchObject({
    name: 'DataError',
    message:
      `openDataset: ${join(folder, path)} must hold CIFAR's binary version (data_batch_1.bin to ` +
      'data_batch_5.bin and test_batch.bin, or train.bin and test.bin), or be one of its files, got neither',
  });
});

test('both data sets in one folder are refused', async () => {
  await write('data_batch_1.bin', record([1], [1, 1, 1]));
  await write('train.bin', record([1, 1], [1, 1, 1]));
  await expect(open()).rejects.toThrow('must hold one data set, got CIFAR-10 and CIFAR-100');
});
