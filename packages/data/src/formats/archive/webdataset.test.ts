import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import sharp from 'sharp';

import { contentOf, useImageFolder } from '../../fixtures/image-folder.js';
import { tarFile } from '../../fixtures/tar-file.js';
import { openDataset } from '../../open-dataset.js';

const place = useImageFolder();

const png = (level: number) =>
  sharp({
    create: { width: 4, height: 4, channels: 3, background: { r: level, g: level, b: level } },
  })
    .png()
    .toBuffer();

async function write(path: string, files: Readonly<Record<string, Uint8Array | string>>) {
  await mkdir(dirname(join(place.folder, path)), { recursive: true });
  await writeFile(join(place.folder, path), tarFile(files));
}

test('shards whose names give the splits, with classes as numbers', async () => {
  await write('pets-train-000.tar', {
    '000.jpg': await png(1),
    '000.cls': '3',
    'a/001.png': await png(2),
    'a/001.cls': '5\n',
  });
  await write('pets-train-001.tar', {
    '002.cls': '3',
    '002.PNG': await png(3),
    '003.cls': '5',
    '003.png': await png(4),
  });
  await write('pets-val-000.tar', { '004.png': await png(5), '004.cls': '5' });
  const dataset = await place.open();
  expect(dataset).toMatchObject({
    kind: 'file',
    classes: ['3', '5'],
    testOrigin: 'validation',
    skipped: [],
  });
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['pets-train-000/000', 1, 0],
    ['pets-train-000/a/001', 2, 1],
    ['pets-train-001/002', 3, 0],
    ['pets-train-001/003', 4, 1],
  ]);
  expect(dataset.test && contentOf(dataset, dataset.test)).toEqual([['pets-val-000/004', 5, 1]]);
});

test('one archive, with classes in JSON; a mask beside an image is none', async () => {
  const name = `${'long/'.repeat(25)}b`;
  await write('a.tar', {
    'a.mask.png': await png(99),
    'a.png': await png(1),
    'a.json': '{"label": "cat", "width": 4}',
    [`${name}.png`]: await png(2),
    [`${name}.json`]: '{"label": "dog"}',
    'c.json': '{"label": "dog"}',
    'd.png': await png(3),
  });
  const options = { cacheFolder: place.cacheFolder };
  const dataset = await openDataset(join(place.folder, 'a.tar'), options);
  expect(dataset.classes).toEqual(['cat', 'dog']);
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a/a', 1, 0],
    [`a/${name}`, 2, 1],
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'a.tar', reason: 'only one image of each sample is used', images: 1 },
    { path: 'a/c', reason: 'it has a label but no image' },
    { path: 'a/d', reason: 'it has no label' },
  ]);
});

test('without labels, images with dots in their names are images of their own', async () => {
  await write('a.tar', {
    'a/photo.2024.1.png': await png(1),
    'a/photo.2024.2.png': await png(2),
    'b/left.png': await png(3),
    'b/s.left.png': await png(4),
  });
  const { train, test, skipped } = await openDataset(join(place.folder, 'a.tar'), {
    cacheFolder: place.cacheFolder,
  });
  expect(train.length + (test?.length ?? 0)).toBe(4);
  expect(skipped).toEqual([]);
});

test('captions are no classes', async () => {
  await write('train.tar', {
    'a.png': await png(1),
    'a.txt': 'a cat on a mat',
    'b.png': await png(2),
    'b.txt': 'two dogs',
    'c.png': await png(3),
    'c.txt': 'a red bus',
  });
  const dataset = await place.open();
  expect(dataset.classes).toBeUndefined();
  expect(dataset.train.length).toBe(3);
});

test('names of numbered classes are taken from classnames.txt', async () => {
  await writeFile(join(place.folder, 'classnames.txt'), 'owl\nwren\n');
  await write('train.tar', {
    'a.png': await png(1),
    'a.cls': '1',
    'b.png': await png(2),
    'b.cls': '0',
  });
  const dataset = await place.open();
  expect(dataset.classes).toEqual(['owl', 'wren']);
});

test('an archive that is cut off is read up to there, and reported', async () => {
  const whole = tarFile({ 'a.png': await png(1), 'b.png': await png(2) });
  await writeFile(join(place.folder, 'train.tar'), whole.subarray(0, whole.length - 1024 - 512));
  const dataset = await place.open();
  expect(dataset.train.length).toBe(1);
  expect(dataset.skipped).toEqual([{ path: 'train.tar', reason: 'the tar archive is cut off' }]);
});

test.each([
  ['in a header', 200],
  ['at the end of a member', 0],
])('an archive that is cut off %s is reported', async (_, left) => {
  const members = tarFile({ 'a.png': await png(1), 'b.png': await png(2) }).subarray(0, -1024);
  const next = tarFile({ 'c.png': await png(3) }).subarray(0, left);
  await writeFile(join(place.folder, 'train.tar'), Buffer.concat([members, next]));
  const dataset = await place.open();
  expect(dataset.train.length).toBe(2);
  expect(dataset.skipped).toEqual([
    { path: 'train.tar', reason: 'the tar archive has no end mark, so it may be cut off' },
  ]);
});

test('images that are not used without classes are noted', async () => {
  await write('train.tar', { 'a.png': await png(1), 'b.png': await png(2) });
  await write('test.tar', { 'c.png': await png(3) });
  const { train, test: tested, notes } = await place.open();
  expect([train.length, tested]).toEqual([2, undefined]);
  expect(notes).toEqual(['there are no classes, so test is not used for testing (1 image)']);
});

test('archives of folders of images have the folders as classes', async () => {
  await write('train.tar', {
    'cat/a.png': await png(1),
    'cat/b.png': await png(2),
    'dog/c.png': await png(3),
    'dog/d.png': await png(4),
  });
  const dataset = await place.open();
  expect(dataset.classes).toEqual(['cat', 'dog']);
});

test('folders of splits within an archive are no classes, and test images are not trained on', async () => {
  await write('pets.tar', {
    'pets/train/cat/1.png': await png(1),
    'pets/train/dog/2.png': await png(2),
    'pets/Test/cat/3.png': await png(3),
    'pets/Test/dog/4.png': await png(4),
  });
  const dataset = await place.open();
  expect(dataset).toMatchObject({ classes: ['cat', 'dog'], testOrigin: 'test', skipped: [] });
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['pets/pets/train/cat/1', 1, 0],
    ['pets/pets/train/dog/2', 2, 1],
  ]);
  expect(dataset.test && contentOf(dataset, dataset.test)).toEqual([
    ['pets/pets/Test/cat/3', 3, 0],
    ['pets/pets/Test/dog/4', 4, 1],
  ]);
});

test('an archive without labels is read like a folder: what is beside its splits is left out', async () => {
  await write('pets.tar', {
    'train/cat/1.png': await png(1),
    'train/dog/2.png': await png(2),
    'val/cat/3.png': await png(3),
    'val/dog/4.png': await png(4),
    'docs/figure.png': await png(5),
    '../train/dog/6.png': await png(6),
    '__MACOSX/train/cat/1.png': await png(7),
    'train/._2.png': 'x',
  });
  const dataset = await place.open();
  expect(dataset).toMatchObject({ classes: ['cat', 'dog'], testOrigin: 'validation' });
  expect(contentOf(dataset, dataset.train).map(([name]) => name)).toEqual([
    ...['pets/train/cat/1', 'pets/train/dog/2', 'pets/../train/dog/6'],
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'pets/docs', reason: 'next to train, val, but not one of the splits', images: 1 },
  ]);
  expect(dataset.notes?.[0]).toBe(
    'hidden files and folders, and those of operating systems and programs, were ignored: __MACOSX, train/._2.png',
  );
});

test('an archive with validation and test images only is refused', async () => {
  await write('pets.tar', { 'val/cat/1.png': await png(1), 'test/cat/2.png': await png(2) });
  await expect(place.open()).rejects.toThrow(
    'the archive must have a folder of training images named train, got only val, test; unpack it and pass one of its folders',
  );
});

test('members are images by their content where the name does not say so', async () => {
  await write('a.tar', {
    'cat/1': await png(1),
    'cat/2.dat': await png(2),
    'cat/3.5': await png(3),
    'dog/1': await png(4),
    'dog/x.JPG': await png(5),
    'dog/2': await png(6),
    'dog/notes': 'a text',
    'dog/photo.psd': '8BPS\0\x01',
    'dog/drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'dog/empty.jxl': '',
  });
  const dataset = await place.open();
  expect(dataset.classes).toEqual(['cat', 'dog']);
  const { train, test } = dataset;
  const all = [train, test].flatMap((set) => (set ? contentOf(dataset, set) : []));
  expect(all.map(([name]) => name).toSorted()).toEqual([
    ...['a/cat/1', 'a/cat/2', 'a/cat/3', 'a/dog/1', 'a/dog/2', 'a/dog/x'],
  ]);
  expect(dataset.skipped).toEqual([
    {
      path: 'a/dog/photo.psd',
      reason: 'a Photoshop file, which is not supported; convert it to JPEG or PNG',
    },
    {
      path: 'a/dog/drawing.svg',
      reason: 'an SVG drawing, which is not supported; render it to PNG',
    },
    { path: 'a/dog/empty.jxl', reason: 'not an image but an empty file' },
  ]);
});

test('a class beside an image with further words before its ending, in upper case, is read', async () => {
  await write('a.tar', {
    './x.y/s p 0.input.PNG': await png(1),
    './x.y/s p 0.output.CLS': ' cat\n',
    './x.y/s p 1.input.PNG': await png(2),
    './x.y/s p 1.output.CLS': 'dog',
    'b.png': await png(3),
    'b.other.cls': 'dog',
    'b.cls': 'cat',
  });
  const dataset = await place.open();
  expect(dataset.classes).toEqual(['cat', 'dog']);
  const all = [dataset.train, dataset.test].flatMap((set) => contentOf(dataset, set));
  expect(all.toSorted()).toEqual([
    ['a/b', 3, 0],
    ['a/x.y/s p 0', 1, 0],
    ['a/x.y/s p 1', 2, 1],
  ]);
});
