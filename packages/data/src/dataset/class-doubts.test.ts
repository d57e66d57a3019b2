// cspell:ignore kopie
import type { ImageSet } from './dataset.js';
import { alikeNotes, classDoubts, copyNotes } from './class-doubts.js';

const labeled = (...labels: number[]) =>
  ({ labels: Int32Array.from(labels) }) as unknown as ImageSet;

test('classes that differ in case or Unicode form only are named', () => {
  expect(alikeNotes(['Cat', 'dog', 'cat', 'CAT', 'caf\u00e9', 'cafe\u0301'])).toEqual([
    'classes whose names differ only in case: Cat, cat, CAT',
    'classes whose names differ only in Unicode form: caf\u00e9, cafe\u0301',
  ]);
  expect(classDoubts({ train: labeled(0, 0, 1), classes: ['a', 'A'] })).toEqual([
    'classes whose names differ only in case: a, A',
  ]);
});

test.each([
  ...['cat - Copy', 'cat - Copy (2)', 'Copy of cat', 'cat copy', 'cat copy 3', 'cat (1)', 'cat(2)'],
  ...['cat - Kopie', 'cat_copy'],
])('%s may be a copy of cat', (name) => {
  expect(copyNotes(['cat', 'dog', name])).toEqual([
    `classes that may be copies of others, judging by their names: ${name}; move their images or remove them`,
  ]);
  // There is nothing that it could be a copy of.
  expect(copyNotes(['dog', name])).toEqual([]);
});

test('classes that differ in spaces are named in quotes', () => {
  expect(alikeNotes(['cat', 'cat ', 'sea lion', 'Sea  Lion', 'dog'])).toEqual([
    'classes whose names differ only in spaces: "cat", "cat "',
    'classes whose names differ only in case and spaces: "sea lion", "Sea  Lion"',
  ]);
});

test('labels of which most are different are noted, images without a label do not count', () => {
  const note =
    '5 training images have 5 different labels, so accuracy means little; check that the labels are ' +
    'classes, not names or descriptions';
  expect(classDoubts({ train: labeled(0, 1, -1, 2, 3, 4) })).toEqual([note]);
  // Half of them.
  expect(classDoubts({ train: labeled(0, 1, 2, 0, 1, 2) })).toEqual([]);
  expect(classDoubts({ train: labeled(0, 1, 2, 3) })).toEqual([]);
  expect(classDoubts({ train: labeled() })).toEqual([]);
});

test('classes without training or test images are noted', () => {
  const classes = ['cat', 'dog', 'elk'];
  expect(classDoubts({ train: labeled(0, 1, 1, 0), test: labeled(1, 2, 2, -1), classes })).toEqual([
    'there are no training images of 1 of 3 classes (elk)',
    'there are no test images of 1 of 3 classes (cat), so accuracy says nothing about them',
  ]);
  // Of a class with one image none is held out, and sets without labels say nothing.
  const train = labeled(0, 0, 1, 2);
  const test = labeled(0);
  expect(classDoubts({ train, test, testOrigin: 'held-out', classes })).toEqual([]);
  expect(classDoubts({ train: labeled(), test: labeled(-1), classes })).toEqual([]);
});

test('a single class is noted', () => {
  expect(classDoubts({ train: labeled(0, 0, -1), classes: ['cat'] })).toEqual([
    'cat is the only class, so accuracy is always 100 % and means nothing',
  ]);
});
