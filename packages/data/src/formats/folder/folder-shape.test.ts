import { findLayout, type LabeledFile } from './folder-layout.js';

const layoutOf = (paths: readonly string[], folders: readonly string[] = []) => {
  const files = paths.map((path) => ({ path, bytes: 1, modifiedMs: 0, changedMs: 0 }));
  return findLayout('/nowhere', { files, folders }, 0);
};

/** `name/cat/0.jpg`, …: images of two classes in each folder. */
const of = (count: number, ...folders: string[]) =>
  folders
    .flatMap((folder) =>
      Array.from({ length: count }, (_, index) => [
        `${folder}/cat/${index}.jpg`,
        `${folder}/dog/${index}.jpg`,
      ]),
    )
    .flat();

const pathsOf = (files: readonly LabeledFile[]) => files.map(({ path }) => path);
const splitSizes = async (paths: readonly string[], folders?: readonly string[]) => {
  const { train, validation, test, classes, testOrigin } = await layoutOf(paths, folders);
  return [train.length, validation.length, test.length, classes?.join(' '), testOrigin];
};

test.each([
  ['Training', 'Testing'],
  ['TRAIN', 'TEST'],
  ['trn', 'holdout'],
  ['train_set', 'test_set'],
  ['train2017', 'eval2017'],
  ['seg_train', 'seg_test'],
  ['trainval', 'test'],
])('%s and %s are splits', async (train, test) => {
  expect(await splitSizes(of(3, train, test))).toEqual([6, 0, 6, 'cat dog', 'test']);
});

test('train, dev and eval', async () => {
  expect(await splitSizes(of(2, 'train', 'dev', 'eval'))).toEqual([4, 4, 4, 'cat dog', 'test']);
});

test('splits one level deeper, and two', async () => {
  const expected = [6, 0, 6, 'cat dog', 'test'];
  expect(await splitSizes(of(3, 'dataset/train', 'dataset/test'))).toEqual(expected);
  expect(await splitSizes(of(3, 'a/b/train', 'a/b/test'))).toEqual(expected);
  expect(await splitSizes(of(3, 'train/train', 'test/images'))).toEqual(expected);
});

test('class folders one level deeper', async () => {
  expect(await splitSizes(of(10, 'archive/photos'))).toEqual([18, 0, 2, 'cat dog', 'held-out']);
});

test('folders beside splits and stray pictures are no classes, and are named and counted', async () => {
  const { train, classes, skipped } = await layoutOf([
    ...['docs/a.jpg', 'docs/b.jpg', 'extra/c.jpg', 'results/d.jpg', 'teaser.jpg'],
    ...of(2, 'train', 'test'),
  ]);
  expect([train.length, classes]).toEqual([4, ['cat', 'dog']]);
  const reason = 'next to train, test, but not one of the splits';
  expect(skipped).toEqual([
    { path: 'teaser.jpg', reason: 'outside of train, val and test' },
    { path: 'docs', reason, images: 2 },
    { path: 'extra', reason, images: 1 },
    { path: 'results', reason, images: 1 },
  ]);
});

test('stray pictures beside a folder with the data set are named', async () => {
  for (const inner of [of(4, 'pets/train', 'pets/test'), of(8, 'pets')]) {
    const { classes, skipped } = await layoutOf(['docs/a.jpg', 'teaser.jpg', ...inner]);
    expect(classes).toEqual(['cat', 'dog']);
    const reason = 'next to pets, which holds the data set';
    expect(skipped).toEqual([
      { path: 'teaser.jpg', reason },
      { path: 'docs', reason, images: 1 },
    ]);
  }
});

test('train beside docs alone is a split; beside other classes it is a class', async () => {
  expect(await splitSizes(['docs/a.jpg', ...of(10, 'train')])).toEqual([
    ...[18, 0, 2],
    ...['cat dog', 'held-out'],
  ]);
  const { classes, notes } = await layoutOf(
    ['bus', 'plane', 'train'].flatMap((name) => [`${name}/1.jpg`, `${name}/2.jpg`]),
  );
  expect(classes).toEqual(['bus', 'plane', 'train']);
  expect(notes).toEqual([
    'the 3 folders with images are used as classes, but judging by their names, these may not be classes: ' +
      'train (2 images); move folders that are not classes elsewhere',
  ]);
});

test('classes that hold their own splits', async () => {
  const { train, test, classes, skipped } = await layoutOf([
    ...['cat', 'dog'].flatMap((name) => [
      ...[`${name}/train/1.jpg`, `${name}/train/2.jpg`, `${name}/Test/3.jpg`, `${name}/4.jpg`],
    ]),
    'elk/train/1.jpg',
    'fox/1.jpg',
    'loose.jpg',
    'cat/old/5.jpg',
  ]);
  expect(classes).toEqual(['cat', 'dog', 'elk']);
  expect(train.map(({ path, label }) => [path, label])).toEqual([
    ['cat/train/1.jpg', 0],
    ['cat/train/2.jpg', 0],
    ['dog/train/1.jpg', 1],
    ['dog/train/2.jpg', 1],
    ['elk/train/1.jpg', 2],
  ]);
  expect(pathsOf(test)).toEqual(['cat/Test/3.jpg', 'dog/Test/3.jpg']);
  expect(skipped).toEqual([
    { path: 'loose.jpg', reason: 'not in a class folder' },
    { path: 'fox', reason: 'it has no train and test folders, unlike cat, dog', images: 1 },
    { path: 'cat/4.jpg', reason: 'not in a split of cat' },
    { path: 'cat/old', reason: 'not in a split of cat', images: 1 },
    { path: 'dog/4.jpg', reason: 'not in a split of dog' },
  ]);
});

test('two data sets side by side are refused', async () => {
  const paths = of(2, 'pets/train', 'pets/test', 'toys/train', 'toys/test');
  await expect(layoutOf(paths)).rejects.toThrow(
    'openDataset: the folder must hold one data set, got 2 folders that each have train and test folders ' +
      '(pets, toys); pass one of them, or set format to unlabeled to train on all images',
  );
});

test('evaluation images only are refused', async () => {
  await expect(layoutOf(of(2, 'val', 'test'))).rejects.toThrow(
    'openDataset: the folder must have a folder of training images named train, got only val, ' +
      'test; pass one of them, or set format to unlabeled to use all images',
  );
});

test('a split without readable images is still one', async () => {
  expect(await splitSizes(of(2, 'test'), ['train', 'train/cat'])).toEqual([
    ...[0, 0, 0],
    ...[undefined, undefined],
  ]);
});

test('test classes are found at another case and in another Unicode form', async () => {
  const { test: tested } = await layoutOf([
    ...['train/Cat/1.jpg', 'train/\u00e9lan/1.jpg'],
    ...['test/cat/1.jpg', 'test/e\u0301lan/1.jpg'],
  ]);
  expect(tested.map(({ label }) => label)).toEqual([0, 1]);
});

test('doubtful classes are reported', async () => {
  const names = ['Cat', 'cat', 'docs', 'elk', 'e\u0301lan', '\u00e9lan'];
  const paths = names.flatMap((name) => [`${name}/1.jpg`, `${name}/2.jpg`]).slice(0, -1);
  const { notes } = await layoutOf(paths, ['empty', 'elk/deep']);
  expect(notes).toEqual([
    'the 6 folders with images are used as classes, but judging by their names, these may not be classes: ' +
      'docs (2 images); move folders that are not classes elsewhere',
    'classes whose names differ only in case: Cat, cat',
    'classes whose names differ only in Unicode form: e\u0301lan, \u00e9lan',
    'classes with only one image: \u00e9lan',
    'folders without images are not classes: empty',
  ]);
});

test.each([
  [['a.jpg', 'b.jpg'], undefined],
  [['cat/1.jpg', 'cat/2.jpg'], 'all images are in one folder, cat, so there are no classes'],
  [['one.jpg'], undefined],
  [['x/y/z/1.jpg'], 'all images are in one folder, x, so there are no classes'],
])('%j has no classes', async (paths, note) => {
  const layout = await layoutOf(paths);
  expect(pathsOf(layout.train)).toEqual(paths);
  expect(layout.notes).toEqual(note === undefined ? [] : [note]);
});

test('test images without classes are counted, and not trained on', async () => {
  const { train, notes } = await layoutOf(['train/1.jpg', 'val/2.jpg', 'test/3.jpg', 'test/4.jpg']);
  expect(pathsOf(train)).toEqual(['train/1.jpg']);
  expect(notes).toEqual([
    'there are no classes, so val is not used for testing (1 image)',
    'there are no classes, so test is not used for testing (2 images)',
  ]);
});
