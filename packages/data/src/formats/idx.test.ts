import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import type { ImageSet } from '../dataset/dataset.js';
import { openDataset, type OpenOptions } from '../open-dataset.js';

let work: string;
let folder: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'jssl-idx-'));
  folder = join(work, 'digits');
  await mkdir(folder);
});
afterEach(async () => {
  await rm(work, { recursive: true });
});

const open = (path = folder, options: Partial<OpenOptions> = {}) =>
  openDataset(path, { cacheFolder: join(work, 'cache'), ...options });

/** An IDX file: its header, big end first, and the values. */
function idx(dimensions: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((length, axis) => header.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.from(values)]);
}
const write = (name: string, content: Buffer) => writeFile(join(folder, name), content);
const trainImages = idx([3, 1, 2], [1, 2, 3, 4, 5, 6]);
const trainLabels = idx([3], [7, 2, 7]);

const contentOf = (set: ImageSet | undefined) =>
  Array.from({ length: set?.length ?? 0 }, (_, index) => [
    set?.name(index),
    set?.labels?.[index],
    [...(set?.read([index]) ?? [])],
  ]);

test.each([
  ['as they are', '', (content: Buffer) => content],
  ['gzipped', '.gz', gzipSync],
])('images and labels %s', async (_, ending, pack) => {
  await write(`train-images-idx3-ubyte${ending}`, pack(trainImages));
  await write(`train-labels-idx1-ubyte${ending}`, pack(trainLabels));
  await write(`t10k-images-idx3-ubyte${ending}`, pack(idx([1, 1, 2], [8, 9])));
  await write(`t10k-labels-idx1-ubyte${ending}`, pack(idx([1], [2])));
  const dataset = await open();
  expect(dataset).toMatchObject({
    name: 'digits',
    kind: 'file',
    height: 1,
    width: 2,
    channels: 1,
    classes: ['2', '7'],
    testOrigin: 'test',
    skipped: [],
  });
  expect(contentOf(dataset.train)).toEqual([
    ['train-images/00000', 1, [1, 2]],
    ['train-images/00001', 0, [3, 4]],
    ['train-images/00002', 1, [5, 6]],
  ]);
  expect(contentOf(dataset.test)).toEqual([['t10k-images/00000', 0, [8, 9]]]);
});

test('color images, without labels, in a folder below', async () => {
  folder = join(folder, 'raw');
  await mkdir(folder);
  await write('train-images.idx4-ubyte', idx([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]));
  const dataset = await open(join(work, 'digits'));
  expect(dataset).toMatchObject({ height: 1, width: 2, channels: 3 });
  expect(contentOf(dataset.train)).toEqual([['train-images/00000', undefined, [1, 2, 3, 4, 5, 6]]]);
  expect(dataset).not.toHaveProperty('classes');
});

test('a file brings the others of its data set along, and several sets in a folder are refused', async () => {
  for (const set of ['letters', 'digits']) {
    await write(`emnist-${set}-train-images-idx3-ubyte`, trainImages);
    await write(`emnist-${set}-train-labels-idx1-ubyte`, trainLabels);
    await write(`emnist-${set}-test-images-idx3-ubyte`, idx([1, 1, 2], [8, 9]));
    await write(`emnist-${set}-test-labels-idx1-ubyte`, idx([1], [7]));
  }
  const dataset = await open(join(folder, 'emnist-digits-train-images-idx3-ubyte'));
  expect([...(dataset.train.labels ?? [])]).toEqual([1, 0, 1]);
  expect(contentOf(dataset.test)).toEqual([['emnist-digits-test-images/00000', 1, [8, 9]]]);
  await expect(open()).rejects.toMatchObject({
    name: 'DataError',
    message:
      `openDataset: ${folder} must hold one data set, got emnist-digits, emnist-letters; ` +
      'pass the file with the training images of one of them',
  });
});

test('a file under any other name is known by its first bytes', async () => {
  await write('pixels', trainImages);
  expect(contentOf((await open(join(folder, 'pixels'))).train)).toHaveLength(3);
});

test.each([
  ['too few', [1, 2, 3, 4, 5], 2],
  ['too many', [1, 2, 3, 4, 5, 6, 7, 8], 3],
])('a header that lies: %s values are there', async (_, values, whole) => {
  await write('train-images-idx3-ubyte', idx([3, 1, 2], values));
  const dataset = await open();
  expect(contentOf(dataset.train)).toHaveLength(whole);
  expect(dataset.skipped).toEqual([
    {
      path: 'train-images-idx3-ubyte',
      reason: `its header declares 3 items of 2 bytes, 6 in all, but only ${values.length} are there; complete items: ${whole}`,
    },
  ]);
});

test('a gzipped file that was cut off gives its whole images', async () => {
  const values = Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 251);
  const packed = gzipSync(idx([200, 10, 10], values));
  await write('train-images-idx3-ubyte.gz', packed.subarray(0, packed.length - 20));
  const dataset = await open();
  expect(dataset.train.length).toBeGreaterThan(100);
  expect(dataset.train.length).toBeLessThan(200);
  expect(dataset.skipped).toHaveLength(1);
});

test('a gzipped file that unpacks to a thousand times its size is refused before it has', async () => {
  const bomb = gzipSync(Buffer.concat([idx([1e4, 100, 100], []), Buffer.alloc(1e8)]));
  await write('train-images-idx3-ubyte.gz', bomb);
  await expect(open()).rejects.toThrow(
    `it must unpack to at most 32 times its ${bomb.length} bytes, got more; unpack it first`,
  );
  await write('train-images-idx3-ubyte.gz', gzipSync(idx([10, 100, 1000], Array(1e6).fill(0))));
  expect((await open()).train.length).toBe(10);
});

test('images without a label, or with one that was not trained on, are left out and reported', async () => {
  await write('train-images-idx3-ubyte', trainImages);
  await write('train-labels-idx1-ubyte', idx([2], [7, 2]));
  await write('t10k-images-idx3-ubyte', idx([1, 1, 2], [8, 9]));
  await write('t10k-labels-idx1-ubyte', idx([1], [4]));
  const dataset = await open();
  expect(contentOf(dataset.train)).toHaveLength(2);
  expect(dataset.test).toBeUndefined();
  expect(dataset.skipped).toEqual([
    { path: 'train-images/00002', reason: 'it has no label' },
    { path: 't10k-images/00000', reason: 'no training image has its label 4' },
  ]);
});

test.each([
  ['a text', Buffer.from('this is a text'), /not an IDX file: it must start with two zero bytes/],
  ['an empty file', Buffer.alloc(0), /not an IDX file/],
  ['floats', Buffer.of(0, 0, 13, 1, 0, 0, 0, 0), /must hold unsigned bytes .*, got type 13 in 1/],
  ['images of no size', idx([5, 0, 2], []), /an image must have pixels, got 0x2/],
  [
    'images of unbelievable size',
    idx([5, 2 ** 31, 2 ** 31], [1]),
    /but only 1 are there; complete items: 0/,
  ],
  ['images of two channels', idx([1, 1, 1, 2], [1, 2]), /must have 1 or 3 channels, got 2/],
  ['labels in the place of images', idx([2], [1, 2]), /must hold images, got labels/],
])('%s: one sentence', async (_, content, reason) => {
  await write('train-images-idx3-ubyte', content);
  await expect(open()).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(reason) as string,
  });
});

test('test images without labels are left out in one line', async () => {
  await write('train-images-idx3-ubyte', trainImages);
  await write('train-labels-idx1-ubyte', trainLabels);
  await write('t10k-images-idx3-ubyte', idx([2, 1, 2], [8, 9, 8, 9]));
  const dataset = await open();
  expect(dataset.testOrigin).toBe('held-out');
  expect(dataset.skipped).toEqual([{ path: 't10k-images', reason: 'its images have no labels' }]);
});

test('test images alone are refused', async () => {
  await write('t10k-images-idx3-ubyte', trainImages);
  await expect(open()).rejects.toThrow('must hold train-images-idx3-ubyte (gzipped or not)');
});

test('bytes changed anywhere in a header never throw anything but a DataError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(15), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(trainImages);
      changed[at] = value;
      await write('train-images-idx3-ubyte', changed);
      await open(folder, { format: 'idx' }).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'DataError' });
      });
    }),
    { numRuns: 60 },
  );
});
