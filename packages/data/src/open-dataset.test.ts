import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import sharp from 'sharp';

import type { Dataset, Progress } from './dataset.js';
import { openDataset, type OpenOptions } from './open-dataset.js';

let work: string;
let folder: string;
let cacheFolder: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'jssl-open-'));
  folder = join(work, 'pets');
  cacheFolder = join(work, 'cache');
  await mkdir(folder);
});
afterEach(async () => {
  await rm(work, { recursive: true });
});

/** Writes a PNG of one grey value. */
async function paint(path: string, value: number, width = 8, height = width): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  const background = { r: value, g: value, b: value };
  await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toFile(join(folder, path));
}

const open = (options: Partial<OpenOptions> = {}) =>
  openDataset(folder, { cacheFolder, ...options });

/** The name, grey value and label of every image of a split. */
function contentOf({ height, width, channels }: Dataset, set: Dataset['test']): unknown[] {
  return Array.from({ length: set?.length ?? 0 }, (_, index) => {
    const pixels = set?.read([index]) ?? new Uint8Array();
    expect(pixels).toHaveLength(height * width * channels);
    expect(new Set(pixels).size).toBe(1);
    return [set?.names(index), pixels[0], set?.labels?.[index]];
  });
}

test('class folders become labelled images of the size they have', async () => {
  await paint('train/dog/1.png', 51, 8, 6);
  await paint('train/cat/1.PNG', 0, 8, 6);
  await paint('val/cat/2.png', 30, 8, 6);
  const dataset = await open();
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
  await paint('b.png', 20);
  await paint('a.png', 10);
  const dataset = await open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 10, undefined],
    ['b.png', 20, undefined],
  ]);
  for (const absent of ['classes', 'test', 'testOrigin'])
    expect(dataset).not.toHaveProperty(absent);
});

test('a tenth of each class is held out, another with another seed', async () => {
  for (let index = 0; index < 20; index++) {
    await paint(`cat/${index}.png`, index);
    await paint(`dog/${index}.png`, index);
  }
  const namesOf = ({ test: set }: Dataset) =>
    Array.from({ length: set?.length ?? 0 }, (_, index) => set?.names(index));
  const dataset = await open();
  expect(dataset.testOrigin).toBe('held-out');
  expect([...(dataset.test?.labels ?? [])]).toEqual([0, 0, 1, 1]);
  expect(dataset.train.length).toBe(36);
  expect(namesOf(await open({ seed: 0 }))).toEqual(namesOf(dataset));
  expect(namesOf(await open({ seed: 1 }))).not.toEqual(namesOf(dataset));
});

test.each([
  ['of different sizes, 64', { sizes: [8, 9], imageSize: undefined, expected: 64 }],
  ['of different sizes, as asked', { sizes: [8, 9], imageSize: 5, expected: 5 }],
  ['of one size, as they are', { sizes: [9, 9], imageSize: undefined, expected: 9 }],
  ['of one size, as asked', { sizes: [9, 9], imageSize: 16, expected: 16 }],
  ['of one size up to 512, as they are', { sizes: [512], imageSize: undefined, expected: 512 }],
  ['of one size beyond 512, 64', { sizes: [513], imageSize: undefined, expected: 64 }],
])('images %s', async (_, { sizes, imageSize, expected }) => {
  for (const [index, size] of sizes.entries()) await paint(`${index}.png`, 7 * index, size);
  const dataset = await open({ imageSize });
  expect([dataset.height, dataset.width]).toEqual([expected, expected]);
  expect(dataset.resized).toBe(expected === 64 ? true : undefined);
  expect(contentOf(dataset, dataset.train)).toHaveLength(sizes.length);
});

test('damaged images are left out and told, in one line each', async () => {
  await paint('a.png', 1);
  await paint('b.png', 2);
  await paint('c.png', 3);
  await truncate(join(folder, 'b.png'), 60);
  await writeFile(join(folder, 'd.jpg'), 'this is a text');
  const dataset = await open();
  expect(dataset.height).toBe(8);
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 1, undefined],
    ['c.png', 3, undefined],
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'b.png', reason: expect.stringMatching(/^.+$/) as string },
    { path: 'd.jpg', reason: 'Input buffer contains unsupported image format' },
  ]);
});

test('the second time nothing is decoded, and the data set is the same', async () => {
  await paint('cat/1.png', 1, 8);
  await paint('dog/1.png', 2, 9);
  await paint('dog/2.png', 3, 9);
  const phases: Progress[] = [];
  const first = await open({ onProgress: (progress) => phases.push(progress) });
  expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(['scanning', 'decoding']));
  expect(phases.at(-1)).toEqual({ phase: 'decoding', done: 3, total: 3 });

  const onProgress = jest.fn();
  const second = await open({ onProgress });
  expect(onProgress).not.toHaveBeenCalled();
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  expect(contentOf(second, second.train)).toEqual(contentOf(first, first.train));
});

test('a changed, added or renamed file is seen', async () => {
  await paint('a.png', 1);
  const valuesOf = (dataset: Dataset) => contentOf(dataset, dataset.train);
  expect(valuesOf(await open())).toEqual([['a.png', 1, undefined]]);
  await paint('a.png', 2);
  await utimes(join(folder, 'a.png'), 1, 1);
  expect(valuesOf(await open())).toEqual([['a.png', 2, undefined]]);
  await paint('b.png', 3);
  expect(valuesOf(await open())).toEqual([
    ['a.png', 2, undefined],
    ['b.png', 3, undefined],
  ]);
});

test('equal content has one fingerprint, wherever it lies', async () => {
  await paint('a.png', 1);
  const first = await open();
  folder = join(work, 'elsewhere');
  await paint('a.png', 1);
  expect((await open()).fingerprint).toBe(first.fingerprint);
  await paint('a.png', 2);
  expect((await open()).fingerprint).not.toBe(first.fingerprint);
});

test('a damaged packed file is made anew', async () => {
  await paint('a.png', 9);
  await open();
  const [name = ''] = await readdir(join(cacheFolder, 'data'));
  expect(name).toMatch(/^pets-[0-9a-f]{24}\.packed$/);
  await truncate(join(cacheFolder, 'data', name), 100);
  const dataset = await open();
  expect(contentOf(dataset, dataset.train)).toEqual([['a.png', 9, undefined]]);
});

test('with a limit the cache keeps what was used last, and always what is opened', async () => {
  const names = async () =>
    (await readdir(join(cacheFolder, 'data'))).map((name) => name.split('-')[0]);
  await paint('a.png', 1);
  await open();
  folder = join(work, 'cats');
  await paint('a.png', 1);
  await open({ cacheLimit: 10_000 });
  expect((await names()).sort()).toEqual(['cats', 'pets']);
  await open({ cacheLimit: 0 });
  expect(await names()).toEqual(['cats']);
});

test('opening twice at once is safe', async () => {
  await paint('a.png', 9);
  const [first, second] = await Promise.all([open(), open()]);
  expect(first.fingerprint).toBe(second.fingerprint);
  expect(await readdir(join(cacheFolder, 'data'))).toHaveLength(1);
});

test('validation images beside test images are a split of their own', async () => {
  await paint('train/cat/1.png', 1);
  await paint('train/dog/1.png', 2);
  await paint('test/cat/2.png', 3);
  await paint('val/dog/2.png', 4);
  for (const dataset of [await open(), await open()]) {
    expect(dataset.testOrigin).toBe('test');
    expect(contentOf(dataset, dataset.train)).toHaveLength(2);
    expect(contentOf(dataset, dataset.validation)).toEqual([['val/dog/2.png', 4, 1]]);
    expect(contentOf(dataset, dataset.test)).toEqual([['test/cat/2.png', 3, 0]]);
  }
});

test('nested folders as unlabelled images are all for training', async () => {
  await paint('2019/may/a.png', 1);
  await paint('2020/b.png', 2);
  await paint('c.png', 3);
  const dataset = await open({ format: 'unlabelled' });
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['2019/may/a.png', 1, undefined],
    ['2020/b.png', 2, undefined],
    ['c.png', 3, undefined],
  ]);
  expect(dataset).not.toHaveProperty('classes');
});

test('grey images among colour ones become grey in colour', async () => {
  await paint('a.png', 1);
  const grey = { width: 8, height: 8, channels: 3, background: '#5a5a5a' } as const;
  await sharp({ create: grey }).toColourspace('b-w').jpeg().toFile(join(folder, 'b.jpeg'));
  const dataset = await open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 1, undefined],
    ['b.jpeg', 90, undefined],
  ]);
});

test('a packed file can be opened by itself, without any cache', async () => {
  await paint('cat/a.png', 1);
  await paint('dog/b.png', 2);
  const first = await open();
  const [name = ''] = await readdir(join(cacheFolder, 'data'));
  const packed = await openDataset(join(cacheFolder, 'data', name), {
    cacheFolder: join(work, 'unused'),
  });
  expect(JSON.stringify(packed)).toBe(JSON.stringify(first));
  expect(contentOf(packed, packed.train)).toEqual(contentOf(first, first.train));
  expect(await readdir(work)).toEqual(['cache', 'pets']);
});

test('hostile files are left out with a sentence each, and nothing is lost', async () => {
  await paint('good.png', 7);
  await rename(join(folder, 'good.png'), join(folder, 'misnamed.JPG'));
  await paint('another.png', 8);
  await writeFile(join(folder, 'empty.png'), '');
  await writeFile(join(folder, 'sparse.png'), '');
  await truncate(join(folder, 'sparse.png'), 2 ** 29 + 1);
  await writeFile(join(folder, 'text.gif'), 'GIF89a, or so it says');
  await symlink('/', join(folder, 'out'));
  await symlink(folder, join(folder, 'circle'));
  const dataset = await open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['another.png', 8, undefined],
    ['misnamed.JPG', 7, undefined],
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'circle', reason: 'a link to a folder, which is not followed' },
    { path: 'out', reason: 'a link to a folder, which is not followed' },
    { path: 'empty.png', reason: 'an empty file' },
    { path: 'sparse.png', reason: 'a file of 536870913 bytes, more than 536870912' },
    { path: 'text.gif', reason: expect.stringMatching(/^[^\n]+$/) as string },
  ]);
});

const unprivileged = process.getuid?.() === 0 ? test : test.skip;
unprivileged('an image that may not be read is left out', async () => {
  await paint('a.png', 1);
  await paint('b.png', 2);
  await mkdir(cacheFolder);
  await chmod(work, 0o755);
  await chmod(folder, 0o755);
  await chmod(cacheFolder, 0o777);
  await chmod(join(folder, 'b.png'), 0);
  // Root may read everything.
  process.seteuid?.(65534);
  try {
    const dataset = await open();
    expect(contentOf(dataset, dataset.train)).toEqual([['a.png', 1, undefined]]);
    expect(dataset.skipped).toEqual([
      { path: 'b.png', reason: expect.stringMatching(/^EACCES: permission denied/) as string },
    ]);
  } finally {
    process.seteuid?.(0);
  }
});

test('a picture beside train.bin is a folder of images', async () => {
  await paint('a.png', 3);
  await writeFile(join(folder, 'train.bin'), 'of something else');
  expect((await open()).kind).toBe('folder');
});

test('names with spaces, quotes, newlines and other letters are kept as they are', async () => {
  const names = ['a b.png', 'it\'s "so".png', 'line\nbreak.png', '猫/ñandú-😀.png'];
  for (const name of names) await paint(name, 5);
  const dataset = await open({ format: 'unlabelled' });
  expect(contentOf(dataset, dataset.train).map((one) => (one as string[])[0])).toEqual(names);
});

describe('errors', () => {
  const failure = async (promise: Promise<unknown>, message: string) => {
    await expect(promise).rejects.toMatchObject({ name: 'DataError', message });
  };
  const expected =
    'openDataset: source must be a folder of images or one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100';

  test('a folder that does not exist', async () => {
    const missing = join(work, 'nothing');
    await failure(
      openDataset(missing, { cacheFolder }),
      `${expected}, got "${missing}", which does not exist`,
    );
  });

  test('a misspelt name', async () => {
    await failure(
      openDataset('fashion_mnist', { cacheFolder }),
      `${expected}, got "fashion_mnist", which does not exist; did you mean fashion-mnist?`,
    );
  });

  test('a file in the place of a folder', async () => {
    await paint('a.png', 1);
    const file = join(folder, 'a.png');
    await failure(
      openDataset(file, { cacheFolder }),
      'openDataset: source must be a folder, or a file of CIFAR, IDX, Parquet or packed images, ' +
        `got the file ${file}`,
    );
    await failure(
      openDataset(join(file, 'b'), { cacheFolder }),
      `${expected}, got "${join(file, 'b')}", which does not exist`,
    );
  });

  test('a folder without images', async () => {
    await writeFile(join(folder, 'notes.txt'), '');
    await failure(
      open(),
      `openDataset: ${folder} must contain images ` +
        '(.png, .jpg, .jpeg, .webp, .gif, .tif, .tiff, .avif), got none',
    );
  });

  test('damaged images only', async () => {
    await writeFile(join(folder, 'a.png'), 'no');
    await writeFile(join(folder, 'b.png'), 'no');
    await failure(
      open(),
      'openDataset: pets must have training images that can be decoded, ' +
        'got none of 2 (a.png: Input buffer contains unsupported image format)',
    );
    expect(await readdir(join(cacheFolder, 'data'))).toEqual([]);
  });

  test.each([0, -1, 2049, 32.5, NaN, Infinity])('an image size of %p', async (imageSize) => {
    await failure(
      open({ imageSize }),
      `openDataset: imageSize must be a whole number from 1 to 2048, got ${imageSize}`,
    );
  });

  test('a cache limit below nothing', async () => {
    await failure(
      open({ cacheLimit: -1 }),
      'openDataset: cacheLimit must be a whole number from 0 to 9007199254740991, got -1',
    );
  });

  test.each([-1, 0.5, NaN, 2 ** 53])('a seed of %p', async (seed) => {
    await failure(
      open({ seed }),
      `openDataset: seed must be a whole number from 0 to 9007199254740991, got ${seed}`,
    );
  });

  test('an unknown format', async () => {
    await failure(
      open({ format: 'zip' as 'idx' }),
      'openDataset: format must be one of folder, unlabelled, cifar, idx, parquet, packed, got zip',
    );
  });

  test('a folder where a packed file was asked for, and the other way round', async () => {
    await failure(
      open({ format: 'packed' }),
      `openDataset: a packed source must be a file, got the folder ${folder}`,
    );
    await writeFile(join(folder, 'a.bin'), 'nothing');
    const file = join(folder, 'a.bin');
    await failure(
      openDataset(file, { cacheFolder, format: 'packed' }),
      `openDataset: ${file} must be a whole packed file of this version, ` +
        'got a damaged or another one; pack it anew',
    );
  });

  test('a known data set that has to be fetched by hand', async () => {
    await expect(openDataset('cifar-10', { cacheFolder })).rejects.toThrow(/can't be downloaded/);
  });
});
