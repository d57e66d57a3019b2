import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

import type { Dataset } from './dataset/dataset.js';
import { contentOf, useImageFolder } from './fixtures/image-folder.js';
import { bytesOf, tiffFile } from './fixtures/tiff-file.js';
import { openDataset } from './open-dataset.js';

const place = useImageFolder();

test('class folders become labeled images of the size they have', async () => {
  await place.paint('train/dog/1.png', 51, 8, 6);
  await place.paint('train/cat/1.PNG', 0, 8, 6);
  await place.paint('val/cat/2.png', 30, 8, 6);
  const dataset = await place.open();
  expect(dataset).toMatchObject({
    name: 'pets',
    kind: 'folder',
    classes: ['cat', 'dog'],
    testOrigin: 'validation',
    height: 6,
    width: 8,
    channels: 3,
    skipped: [],
  });
  // The training images are 0 and 51 of 255; sums of doubles round the last digit.
  for (const value of [...dataset.mean, ...dataset.std]) expect(value).toBeCloseTo(0.1, 14);
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['train/cat/1.PNG', 0, 0],
    ['train/dog/1.png', 51, 1],
  ]);
  expect(contentOf(dataset, dataset.test)).toEqual([['val/cat/2.png', 30, 0]]);
});

test('images without labels have neither classes nor a test set', async () => {
  await place.paint('b.png', 20);
  await place.paint('a.png', 10);
  const dataset = await place.open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 10, undefined],
    ['b.png', 20, undefined],
  ]);
  for (const absent of ['classes', 'test', 'testOrigin'])
    expect(dataset).not.toHaveProperty(absent);
});

test('a tenth of each class is held out, another with another seed', async () => {
  for (let index = 0; index < 20; index++) {
    await place.paint(`cat/${index}.png`, index);
    await place.paint(`dog/${index}.png`, index);
  }
  const namesOf = ({ test: set }: Dataset) =>
    Array.from({ length: set?.length ?? 0 }, (_, index) => set?.name(index));
  const dataset = await place.open();
  expect(dataset.testOrigin).toBe('held-out');
  expect([...(dataset.test?.labels ?? [])]).toEqual([0, 0, 1, 1]);
  expect(dataset.train.length).toBe(36);
  expect(namesOf(await place.open({ seed: 0 }))).toEqual(namesOf(dataset));
  expect(namesOf(await place.open({ seed: 1 }))).not.toEqual(namesOf(dataset));
});

test.each([
  ['of different sizes, 64', { sizes: [8, 9], imageSize: undefined, expected: 64 }],
  ['of different sizes, as requested', { sizes: [8, 9], imageSize: 5, expected: 5 }],
  ['of one size, as they are', { sizes: [9, 9], imageSize: undefined, expected: 9 }],
  ['of one size, as requested', { sizes: [9, 9], imageSize: 16, expected: 16 }],
  ['of one size up to 512, as they are', { sizes: [512], imageSize: undefined, expected: 512 }],
  ['of one size beyond 512, 64', { sizes: [513], imageSize: undefined, expected: 64 }],
])('images %s', async (_, { sizes, imageSize, expected }) => {
  for (const [index, size] of sizes.entries()) await place.paint(`${index}.png`, 7 * index, size);
  const dataset = await place.open({ imageSize });
  expect([dataset.height, dataset.width]).toEqual([expected, expected]);
  expect(dataset.resized).toBe(expected === 64 ? true : undefined);
  expect(contentOf(dataset, dataset.train)).toHaveLength(sizes.length);
});

test('validation images beside test images are a split of their own', async () => {
  await place.paint('train/cat/1.png', 1);
  await place.paint('train/dog/1.png', 2);
  await place.paint('test/cat/2.png', 3);
  await place.paint('val/dog/2.png', 4);
  for (const dataset of [await place.open(), await place.open()]) {
    expect(dataset.testOrigin).toBe('test');
    expect(contentOf(dataset, dataset.train)).toHaveLength(2);
    expect(contentOf(dataset, dataset.validation)).toEqual([['val/dog/2.png', 4, 1]]);
    expect(contentOf(dataset, dataset.test)).toEqual([['test/cat/2.png', 3, 0]]);
  }
});

test.each(['unlabeled', 'unlabelled'] as const)(
  'images of nested folders opened as %s are all for training',
  async (format) => {
    await place.paint('2019/may/a.png', 1);
    await place.paint('2020/b.png', 2);
    await place.paint('c.png', 3);
    const dataset = await place.open({ format });
    expect(contentOf(dataset, dataset.train)).toEqual([
      ['2019/may/a.png', 1, undefined],
      ['2020/b.png', 2, undefined],
      ['c.png', 3, undefined],
    ]);
    expect(dataset).not.toHaveProperty('classes');
  },
);

test('gray images among color ones become gray in color', async () => {
  await place.paint('a.png', 1);
  const gray = { width: 8, height: 8, channels: 3, background: '#5a5a5a' } as const;
  await sharp({ create: gray }).toColourspace('b-w').jpeg().toFile(join(place.folder, 'b.jpeg'));
  const dataset = await place.open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 1, undefined],
    ['b.jpeg', 90, undefined],
  ]);
});

test('a packed file can be opened by itself, without any cache', async () => {
  await place.paint('cat/a.png', 1);
  await place.paint('dog/b.png', 2);
  const first = await place.open();
  const [name = ''] = (await readdir(join(place.cacheFolder, 'data'))).filter((one) =>
    one.endsWith('.packed'),
  );
  const packed = await openDataset(join(place.cacheFolder, 'data', name), {
    cacheFolder: join(place.work, 'unused'),
  });
  expect(JSON.stringify(packed)).toBe(JSON.stringify(first));
  expect(contentOf(packed, packed.train)).toEqual(contentOf(first, first.train));
  expect(await readdir(place.work)).toEqual(['cache', 'pets']);
});

test('a picture beside train.bin is a folder of images', async () => {
  await place.paint('a.png', 3);
  await writeFile(join(place.folder, 'train.bin'), 'of something else');
  expect((await place.open()).kind).toBe('folder');
});

test('scientific images are scaled alike, which is kept in the cache and reported', async () => {
  const row = { width: 2, height: 1, bits: 32, format: 3 };
  const image = (...values: number[]) => tiffFile(row, bytesOf('float32', values));
  await writeFile(join(place.folder, 'a.tif'), image(0, 1));
  await writeFile(join(place.folder, 'b.tif'), image(2, 4));
  for (let time = 0; time < 2; time++) {
    const data = await place.open();
    expect([...data.train.read([0, 1])].filter((_, at) => at % 3 === 0)).toEqual([0, 64, 128, 255]);
    expect(data.valueRanges).toEqual({ float32: [0, 4] });
    expect(data.notes).toEqual([
      '2 images of 32-bit floating-point values: 0 became black and 4 white, the range of the training images',
    ]);
  }
  const given = await place.open({ valueRange: [0, 8] });
  expect([...given.train.read([1])].filter((_, at) => at % 3 === 0)).toEqual([64, 128]);
});
