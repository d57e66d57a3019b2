// Misspelled on purpose. cspell:ignore parkett
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { useImageFolder } from './fixtures/image-folder.js';
import { openDataset } from './open-dataset.js';

const place = useImageFolder();

describe('errors', () => {
  const failure = async (promise: Promise<unknown>, message: string) => {
    await expect(promise).rejects.toMatchObject({ name: 'DataError', code: 'JSSL_DATA', message });
  };
  const wrongSetting = async (promise: Promise<unknown>, message: string) => {
    await expect(promise).rejects.toMatchObject({ code: 'JSSL_SETTING', message });
  };
  const expected =
    'openDataset: the data must be a folder of images or one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100';

  test('a folder that does not exist', async () => {
    const missing = join(place.work, 'nothing');
    await failure(
      openDataset(missing, { cacheFolder: place.cacheFolder }),
      `${expected}, got "${missing}", which does not exist`,
    );
  });

  test('a misspelled name', async () => {
    await failure(
      openDataset('fashion_mnist', { cacheFolder: place.cacheFolder }),
      `${expected}, got "fashion_mnist", which does not exist; did you mean fashion-mnist?`,
    );
  });

  test('a file instead of a folder', async () => {
    await place.paint('a.png', 1);
    const file = join(place.folder, 'a.png');
    await failure(
      openDataset(file, { cacheFolder: place.cacheFolder }),
      'openDataset: the data must be a folder, or a file of CIFAR, IDX, Parquet, WebDataset or packed images, ' +
        `got the file ${file}, a PNG image`,
    );
    await failure(
      openDataset(join(file, 'b'), { cacheFolder: place.cacheFolder }),
      `${expected}, got "${join(file, 'b')}", which does not exist`,
    );
  });

  test('a device, which could be read for ever', async () => {
    await failure(
      openDataset('/dev/null', { cacheFolder: place.cacheFolder }),
      'openDataset: the data must be a folder or a file, got /dev/null, which is a pipe, a device or a socket',
    );
  });

  (process.platform === 'linux' ? test : test.skip)('a folder of processes', async () => {
    await failure(
      openDataset('/proc/self', { cacheFolder: place.cacheFolder }),
      'openDataset: the data must be a folder of images, got /proc/self, which is in /proc, a folder of the operating system',
    );
  });

  test('a folder without images', async () => {
    await writeFile(join(place.folder, 'notes.txt'), '');
    await failure(
      place.open(),
      `openDataset: ${place.folder} must contain images ` +
        '(PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, HEIC), got none; ' +
        'files that are not pictures were ignored: 1 empty file (notes.txt)',
    );
  });

  test('damaged images only', async () => {
    await writeFile(join(place.folder, 'a.png'), 'no');
    await writeFile(join(place.folder, 'b.png'), 'no');
    await failure(
      place.open(),
      'openDataset: pets must have training images that can be decoded, ' +
        'got none of 2 (a.png: not an image but a text file)',
    );
    expect(await readdir(join(place.cacheFolder, 'data'))).toEqual([]);
  });

  test.each([0, -1, 2049, 32.5, NaN, Infinity])('an image size of %p', async (imageSize) => {
    await wrongSetting(
      place.open({ imageSize }),
      `imageSize must be a whole number from 1 to 2048, got ${imageSize}`,
    );
  });

  test('a negative cache limit', async () => {
    await wrongSetting(
      place.open({ cacheLimit: -1 }),
      'cacheLimit must be a whole number of bytes from 0 to 9007199254740991, got -1',
    );
  });

  test.each([-1, 0.5, NaN, 2 ** 53])('a seed of %p', async (seed) => {
    await wrongSetting(
      place.open({ seed }),
      `seed must be a whole number from 0 to 9007199254740991, got ${seed}`,
    );
  });

  test.each<[range: unknown, got: string]>([
    [[1, 1], '1,1'],
    [[2, 1], '2,1'],
    [[0, NaN], '0,NaN'],
    [[0], '0'],
    ['0,1', '0,1'],
  ])('a value range of %j', async (range, got) => {
    await wrongSetting(
      place.open({ valueRange: range as never }),
      `valueRange must be two numbers, the lower one first, got ${got}`,
    );
  });

  test('a recorded value range that is none', async () => {
    await wrongSetting(
      place.open({ valueRanges: { float32: [1, 0] } }),
      'valueRanges.float32 must be two numbers, the lower one first, got 1,0',
    );
  });

  test('a folder of a form that is not read is told what it is', async () => {
    await writeFile(join(place.folder, 'data.mdb'), '');
    await failure(
      place.open(),
      `openDataset: ${place.folder} must contain images ` +
        '(PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, HEIC), got none; ' +
        'it looks like an LMDB database, a format that is not supported; export the images into a folder for each class; ' +
        'files that are not pictures were ignored: 1 empty file (data.mdb)',
    );
  });

  test('an unknown format', async () => {
    await wrongSetting(
      place.open({ format: 'zip' as 'idx' }),
      'format must be one of folder, unlabeled, cifar, idx, parquet, webdataset, packed, got zip',
    );
    await wrongSetting(
      place.open({ format: 'parkett' as 'idx' }),
      'format must be one of folder, unlabeled, cifar, idx, parquet, webdataset, packed, got parkett; did you mean parquet?',
    );
  });

  test('a folder instead of a packed file, and the other way round', async () => {
    await failure(
      place.open({ format: 'packed' }),
      `openDataset: packed data must be a file, got the folder ${place.folder}`,
    );
    await writeFile(join(place.folder, 'a.bin'), 'nothing');
    const file = join(place.folder, 'a.bin');
    await failure(
      openDataset(file, { cacheFolder: place.cacheFolder, format: 'packed' }),
      `openDataset: ${file} must be an intact packed file of this version, ` +
        'got a damaged one or another version: it is cut off, or the description of its images ' +
        'is damaged; pack it again, or use another copy',
    );
  });

  test('a known data set that has to be downloaded by hand', async () => {
    await expect(openDataset('cifar-10', { cacheFolder: place.cacheFolder })).rejects.toThrow(
      /can't be downloaded/,
    );
  });
});
