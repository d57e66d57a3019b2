import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findLayout, type LabeledFile } from './folder-layout.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-layout-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const layoutOf = (paths: readonly string[], { seed = 0, folders = [] as string[] } = {}) => {
  const files = paths.map((path) => ({ path, bytes: 1, modifiedMs: 0, changedMs: 0 }));
  return findLayout(folder, { files, folders }, seed);
};
const labelsOf = (files: readonly LabeledFile[]) =>
  Object.fromEntries(files.map(({ path, label }) => [path, label]));

test('class folders: labels in the order of the names, one of each class held out', async () => {
  const layout = await layoutOf(['dog/a.png', 'dog/b.png', 'Cat/a.png', 'Cat/deep/b.png']);
  expect(layout.classes).toEqual(['Cat', 'dog']);
  expect(layout.testOrigin).toBe('held-out');
  expect(layout.test.map(({ label }) => label).toSorted()).toEqual([0, 1]);
  expect(labelsOf([...layout.train, ...layout.test])).toEqual({
    'Cat/a.png': 0,
    'Cat/deep/b.png': 0,
    'dog/a.png': 1,
    'dog/b.png': 1,
  });
});

test.each([
  ['val', 'validation'],
  ['valid', 'validation'],
  ['VALIDATION', 'validation'],
  ['Test', 'test'],
])('the images of %s are of the origin %s', async (name, origin) => {
  const layout = await layoutOf(['train/x/1.png', 'train/y/2.png', `${name}/y/3.png`]);
  expect(layout.testOrigin).toBe(origin);
  expect(labelsOf(layout.train)).toEqual({ 'train/x/1.png': 0, 'train/y/2.png': 1 });
  expect(labelsOf(layout.test)).toEqual({ [`${name}/y/3.png`]: 1 });
  expect(layout.skipped).toEqual([]);
});

test('a labeled test split is tested on, with the validation split beside it', async () => {
  const layout = await layoutOf(['train/x/1.png', 'train/y/1.png', 'val/x/2.png', 'test/y/3.png']);
  expect(layout.testOrigin).toBe('test');
  expect(labelsOf(layout.test)).toEqual({ 'test/y/3.png': 1 });
  expect(labelsOf(layout.validation)).toEqual({ 'val/x/2.png': 0 });
});

test('test folders with the names of other classes are said to be that', async () => {
  const train = ['train/cats/1.png', 'train/cats/2.png', 'train/dogs/1.png', 'train/dogs/2.png'];
  const { notes } = await layoutOf([...train, 'test/cat/3.png', 'test/dog/4.png']);
  expect(notes).toEqual([
    'test is not used for testing (2 images): none of its folders (cat, dog) has the name of a training class',
  ]);
});

test('splits without other images than the training ones have a tenth held out', async () => {
  const paths = ['train/x/1.png', 'train/x/2.png', 'train/y/1.png', 'test/images/9.png'];
  const layout = await layoutOf(paths);
  expect(layout.testOrigin).toBe('held-out');
  expect(layout.test.map(({ label }) => label)).toEqual([0]);
});

test('a class called train beside others is a class', async () => {
  const layout = await layoutOf(['bus/1.png', 'plane/1.png', 'train/1.png', 'train/2.png']);
  expect(layout.classes).toEqual(['bus', 'plane', 'train']);
});

test('a test class that was not trained on and files in no class are left out', async () => {
  const layout = await layoutOf([
    'readme.png',
    'train/loose.png',
    'train/x/1.png',
    'train/y/1.png',
    'val/x/2.png',
    'val/z/2.png',
  ]);
  expect(labelsOf(layout.test)).toEqual({ 'val/x/2.png': 0 });
  expect(layout.skipped).toEqual([
    { path: 'readme.png', reason: 'outside of train, val and test' },
    { path: 'train/loose.png', reason: 'not in a class folder' },
    { path: 'val/z/2.png', reason: 'z is not among the training classes' },
  ]);
});

test.each([
  [['b.png', 'a.png']],
  [['images/a.png', 'images/more/b.png']],
  [['a.png', 'only/b.png']],
])('%j has no labels and no test images', async (paths) => {
  const layout = await layoutOf(paths);
  expect(labelsOf(layout.train)).toEqual(
    Object.fromEntries(paths.map((path) => [path, undefined])),
  );
  expect(layout).toMatchObject({ validation: [], test: [], skipped: [] });
  expect(layout).not.toHaveProperty('classes');
});

test('training images without labels in train: what lies beside them is of no use', async () => {
  const layout = await layoutOf(['train/1.png', 'train/2.png', 'test/3.png']);
  expect(layout.train.map(({ path }) => path)).toEqual(['train/1.png', 'train/2.png']);
  expect(layout.test).toEqual([]);
  expect(layout.notes).toEqual(['there are no classes, so test is not used for testing (1 image)']);
});

test('Tiny-ImageNet: validation labels by name, class names from words.txt, test unlabeled', async () => {
  await mkdir(join(folder, 'val'));
  await writeFile(
    join(folder, 'val', 'val_annotations.txt'),
    'val_1.JPEG\tn02\t0\t0\t9\t9\nval_0.JPEG\tn01\t0\t0\t9\t9\nval_2.JPEG\tn02\t0\t0\t9\t9\n',
  );
  await writeFile(join(folder, 'words.txt'), 'n00\tentity\nn02\tgoldfish\nn01\tbull, cow\n');
  const layout = await layoutOf([
    'test/images/test_0.JPEG',
    'train/n01/images/n01_0.JPEG',
    'train/n02/images/n02_0.JPEG',
    'val/images/val_0.JPEG',
    'val/images/val_1.JPEG',
    'val/images/val_2.JPEG',
    'val/images/val_3.JPEG',
  ]);
  expect(layout.classes).toEqual(['bull, cow', 'goldfish']);
  expect(layout.testOrigin).toBe('validation');
  expect(labelsOf(layout.train)).toEqual({
    'train/n01/images/n01_0.JPEG': 0,
    'train/n02/images/n02_0.JPEG': 1,
  });
  expect(labelsOf(layout.test)).toEqual({
    'val/images/val_0.JPEG': 0,
    'val/images/val_1.JPEG': 1,
    'val/images/val_2.JPEG': 1,
  });
  expect(layout.skipped).toEqual([
    { path: 'val/images/val_3.JPEG', reason: 'the annotations do not list it' },
  ]);
});

test('Tiny-ImageNet with its validation images sorted into class folders', async () => {
  await mkdir(join(folder, 'val'));
  await writeFile(join(folder, 'val', 'val_annotations.txt'), 'val_0.JPEG\tn01\t0\t0\t9\t9\n');
  const layout = await layoutOf([
    'train/n01/images/n01_0.JPEG',
    'train/n02/images/n02_0.JPEG',
    'val/n01/val_0.JPEG',
    'val/n02/images/val_1.JPEG',
  ]);
  expect(labelsOf(layout.test)).toEqual({
    'val/n01/val_0.JPEG': 0,
    'val/n02/images/val_1.JPEG': 1,
  });
  expect(layout.skipped).toEqual([]);
});

test.each([
  ['tabs', 'val/annotation.txt', 'val_1.JPEG\tn02\nval_0.JPEG\tn01\n'],
  [
    'spaces, above',
    'annotation.txt',
    'val/image/val_1.JPEG n02 0 0\r\nval/image/val_0.JPEG n01\r\n',
  ],
  ['commas, the class first', 'val/annotation.txt', 'n02, val_1.JPEG\nn01, val_0.JPEG\n'],
])('Tiny-ImageNet as val/image and annotation.txt, with %s', async (_, file, content) => {
  await mkdir(join(folder, 'val'));
  await writeFile(join(folder, file), content);
  const layout = await layoutOf([
    'train/n01/images/n01_0.JPEG',
    'train/n02/images/n02_0.JPEG',
    'val/image/val_0.JPEG',
    'val/image/val_1.JPEG',
  ]);
  expect(layout.testOrigin).toBe('validation');
  expect(labelsOf(layout.test)).toEqual({ 'val/image/val_0.JPEG': 0, 'val/image/val_1.JPEG': 1 });
});

test('unsorted validation images are told, and a tenth of the training images is held out', async () => {
  const layout = await layoutOf([
    'train/n01/images/0.JPEG',
    'train/n01/images/1.JPEG',
    'train/n02/images/0.JPEG',
    'val/images/val_0.JPEG',
    'val/images/val_1.JPEG',
  ]);
  expect(layout.testOrigin).toBe('held-out');
  expect(layout.skipped).toEqual([
    {
      path: 'val',
      images: 2,
      reason:
        'none of its 2 images has a label: they are not in folders of the training classes, and ' +
        'there is no val_annotations.txt next to them',
    },
  ]);
});

test.each([
  [
    'more lie outside of them',
    ['a/1.png', 'b/1.png', 'b/2.png', '1.png', '2.png', '3.png', '4.png'],
  ],
  ['each has one image', ['a/1.png', 'b/1.png', 'c/d/1.png']],
])('folders are no classes where %s', async (_, paths) => {
  const layout = await layoutOf(paths);
  expect(layout).not.toHaveProperty('classes');
  expect(layout.train.map(({ path }) => path)).toEqual(paths.toSorted());
});

test('several folders of training images without classes are doubted', async () => {
  const names = ['train_neg', 'train_pos', 'test_neg', 'test_pos'];
  const layout = await layoutOf(names.flatMap((name) => [`${name}/a.png`, `${name}/b.png`]));
  expect(layout.classes).toBeUndefined();
  expect(layout.train).toHaveLength(4);
  expect(layout.notes).toEqual([
    'the training images are those of the folders train_neg, train_pos, which are not used as classes; if ' +
      'they are, move them into one folder named train',
    expect.stringContaining('not used for testing'),
  ]);
});

test('Training beside Final_Test, whose images have no labels', async () => {
  const layout = await layoutOf([
    ...['Training/00/a.png', 'Training/00/b.png', 'Training/01/a.png', 'Training/01/b.png'],
    ...['Final_Test/Images/c.png', 'Final_Test/Images/d.png'],
  ]);
  expect(layout.classes).toEqual(['00', '01']);
  expect([...layout.train, ...layout.test].every(({ path }) => path.startsWith('Training'))).toBe(
    true,
  );
});
