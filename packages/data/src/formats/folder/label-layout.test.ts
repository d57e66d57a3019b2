import { labelLayout } from './label-layout.js';

const layoutOf = (paths: readonly string[], rows: readonly (readonly [string, string])[]) => {
  const files = paths.map((path) => ({ path, bytes: 1, modifiedMs: 0, changedMs: 0 }));
  const lines = rows.map(([name, label], at) => ({ name, label, line: at + 1 }));
  return labelLayout({ files }, { file: 'labels.csv', rows: lines }, 0);
};
const labelsOf = ({ train, validation, test }: ReturnType<typeof layoutOf>) =>
  Object.fromEntries([...train, ...validation, ...test].map(({ path, label }) => [path, label]));

test('labels come from the table, whatever the folders are', () => {
  const paths = ['2019/a.jpg', '2019/b.jpg', '2020/c.jpg', '2020/d.jpg'];
  const layout = layoutOf(paths, [
    ['a.jpg', 'dog'],
    ['2019\\b', 'cat'],
    ['/data/photos/2020/c.jpg', 'cat'],
    ['./2020/d.jpg', 'dog'],
  ]);
  expect(layout.classes).toEqual(['cat', 'dog']);
  expect(labelsOf(layout)).toEqual({
    ...{ '2019/a.jpg': 1, '2019/b.jpg': 0 },
    ...{ '2020/c.jpg': 0, '2020/d.jpg': 1 },
  });
  expect([layout.train.length, layout.test.length, layout.testOrigin]).toEqual([2, 2, 'held-out']);
  expect(layout.notes).toEqual([]);
});

test('a name may differ in case if it means no other image', () => {
  const rows = [
    ['A.PNG', 'cat'],
    ['Sub\\B', 'dog'],
    ['c.png', 'dog'],
  ] as const;
  const layout = layoutOf(['a.png', 'sub/b.png', 'c.png', 'C.png'], rows);
  expect(labelsOf(layout)).toEqual({ 'a.png': 0, 'sub/b.png': 1, 'c.png': 1, 'C.png': -1 });
  // Of two images that differ in case, neither is meant.
  expect(
    layoutOf(
      ['a.png', 'd.png', 'D.png'],
      [
        ['a', 'x'],
        ['D.PNG', 'x'],
      ],
    ).notes[0],
  ).toBe(
    'labels.csv has 1 name of several images, which therefore have no label: D.PNG; add the folder ' +
      'to the name',
  );
});

test('a table without any label is refused', () => {
  expect(() =>
    layoutOf(
      ['a.jpg', 'b.jpg'],
      [
        ['a.jpg', ''],
        ['b.jpg', ''],
      ],
    ),
  ).toThrow('openDataset: labels.csv must give images a label, got 2 names with empty labels');
});

test('numbers are ordered as numbers', () => {
  const rows = ['10', '9', '1'].map((label) => [`${label}.jpg`, label] as const);
  expect(layoutOf(['1.jpg', '10.jpg', '9.jpg'], rows).classes).toEqual(['1', '9', '10']);
});

test('images without a label are trained on; names without an image are reported', () => {
  const paths = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'x/e.jpg', 'y/e.jpg'];
  const layout = layoutOf(paths, [
    ['a.jpg', 'cat'],
    ['b.jpg', 'cat'],
    ['c.jpg', ''],
    ['e.jpg', 'dog'],
    ['gone.jpg', 'dog'],
  ]);
  expect(layout.classes).toEqual(['cat']);
  expect(layout.train.map(({ label }) => label).toSorted()).toEqual([-1, -1, -1, -1, 0]);
  expect(layout.test.map(({ label }) => label)).toEqual([0]);
  expect(layout.notes).toEqual([
    'labels.csv has 1 name that matches no image: gone.jpg',
    'labels.csv has 1 name of several images, which therefore have no label: e.jpg; add the ' +
      'folder to the name',
    '4 training images have no label in labels.csv, so no accuracy is measured on them: c.jpg, ' +
      'd.jpg, x/e.jpg, y/e.jpg',
  ]);
});

test('the table may give the splits, unless folders do', () => {
  const rows = (['train', 'train', 'val', 'test', undefined] as const).map((name, at) => ({
    ...{ name: `${at}.jpg`, label: at % 2 === 0 ? 'cat' : 'dog', line: at + 1 },
    split: name === 'val' ? ('validation' as const) : name,
  }));
  const layout = (folder: string) => {
    const at = (index: number) => (folder === '' ? '' : `${index < 3 ? 'train' : 'test'}/`);
    const files = rows.map(({ name }, index) => ({
      ...{ path: `${at(index)}${name}`, bytes: 1, modifiedMs: 0, changedMs: 0 },
    }));
    return labelLayout({ files }, { file: 'labels.csv', rows }, 0);
  };
  const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);
  const flat = layout('');
  expect(paths(flat.train)).toEqual(['0.jpg', '1.jpg', '4.jpg']);
  expect([paths(flat.validation), paths(flat.test)]).toEqual([['2.jpg'], ['3.jpg']]);
  expect(flat).toMatchObject({ testOrigin: 'test', notes: [] });
  const divided = layout('folders');
  expect(paths(divided.test)).toEqual(['test/3.jpg', 'test/4.jpg']);
  expect(divided.notes).toEqual(['the splits are those of the folders, not those in labels.csv']);
});

test('folders of splits keep their meaning', () => {
  const paths = ['docs/z.jpg', 'test/c.jpg', 'test/d.jpg', 'train/a.jpg', 'train/b.jpg'];
  const layout = layoutOf(paths, [
    ['a', 'cat'],
    ['b', 'dog'],
    ['c', 'dog'],
  ]);
  expect(labelsOf(layout)).toEqual({ 'train/a.jpg': 0, 'train/b.jpg': 1, 'test/c.jpg': 1 });
  expect(layout.testOrigin).toBe('test');
  expect(layout.skipped).toEqual([
    { path: 'docs', reason: 'next to train, test, but not one of the splits', images: 1 },
    { path: 'test/d.jpg', reason: 'no label in labels.csv' },
  ]);
});

test('accents are compared in one form', () => {
  const layout = layoutOf(['e\u0301t\u00e9.jpg'], [['\u00e9te\u0301.jpg', 'summer']]);
  expect(labelsOf(layout)).toEqual({ 'e\u0301t\u00e9.jpg': 0 });
});

test('two labels of one image are refused, and the same one twice is not', () => {
  const twice = (second: string) =>
    layoutOf(
      ['x/a.jpg'],
      [
        ['a.jpg', 'cat'],
        ['x/a', second],
      ],
    );
  expect(labelsOf(twice('cat'))).toEqual({ 'x/a.jpg': 0 });
  expect(() => twice('dog')).toThrow(
    'openDataset: labels.csv must have one label for each image, got cat (line 1, a.jpg) and dog ' +
      '(line 2, x/a) for the same one',
  );
  expect(() => twice('')).toThrow('got cat (line 1, a.jpg) and none (line 2, x/a)');
});

test('a table of other images is refused', () => {
  expect(() => layoutOf(['a.jpg'], [['b.jpg', 'cat']])).toThrow(
    'openDataset: labels.csv must name images of the folder, got 1 names, none of which matches an image, such as b.jpg',
  );
  expect(() => layoutOf(['x/a.jpg', 'y/a.jpg'], [['a.jpg', 'cat']])).toThrow(
    'got 1 names, none of which matches exactly one image, such as a.jpg',
  );
});

/** Images of two classes, four of each identity in a row. */
const groupedRows = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ name: `${at}.jpg`, label: at < count / 2 ? 'cat' : 'dog', line: at + 2 },
    group: `animal ${at >> 2}`,
  }));
const filesOf = (rows: readonly { readonly name: string }[]) =>
  rows.map(({ name }) => ({ ...{ path: name, bytes: 1, modifiedMs: 0, changedMs: 0 } }));

test('images of one group are held out together: a tenth of the groups of each class', () => {
  const rows = groupedRows(80);
  const { train, test, notes } = labelLayout(
    { files: filesOf(rows) },
    { file: 'labels.csv', rows },
    3,
  );
  // 20 identities, 10 of each class: one of each.
  const tested = new Set(test.map(({ group }) => group));
  expect([test.length, tested.size]).toEqual([8, 2]);
  expect(train.filter(({ group }) => tested.has(group))).toEqual([]);
  expect(notes).toEqual([]);
});

test('an unlabeled image of a tested group is not trained on, and one without a group is its own', () => {
  const rows = groupedRows(80).map((row, at) =>
    at % 4 === 0 ? { ...row, label: '' } : at % 4 === 1 ? { ...row, group: '' } : row,
  );
  const files = filesOf(rows);
  const { train, test, skipped } = labelLayout({ files }, { file: 'labels.csv', rows }, 3);
  const tested = new Set(test.flatMap(({ group }) => group || []));
  expect(tested.size).toBeGreaterThan(0);
  expect(train.filter(({ group = '' }) => tested.has(group))).toEqual([]);
  expect(skipped.map(({ reason }) => reason)).toEqual(
    [...tested].map(() => 'no label in labels.csv, and images of its group are test images'),
  );
});

test('groups that the given splits divide are pointed out', () => {
  const rows = groupedRows(16).map((row, at) => ({
    ...row,
    split: at < 6 || at > 9 ? ('train' as const) : ('test' as const),
  }));
  const { notes } = labelLayout({ files: filesOf(rows) }, { file: 'labels.csv', rows }, 0);
  expect(notes).toEqual([
    '2 groups of labels.csv are in the training images and also in the validation or test images, so accuracy will be overstated: animal 1, animal 2',
  ]);
});
