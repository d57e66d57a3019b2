import { classNotes } from './class-notes.js';

const folders = ['cat', 'dog'];

test('classes that contain the same folders may be splits', () => {
  const classes = ['test_a', 'test_b', 'train'].map((name) => ({ name, images: 9, folders }));
  expect(classNotes(classes, []).at(-1)).toBe(
    'each of the classes test_a, test_b, train contains the folders cat, dog; if those are the classes and ' +
      'the outer folders are splits, name the outer ones train and test',
  );
});

test('a class that contains folders named like the others may be a copy of them', () => {
  const classes = [
    { name: 'cat', images: 9 },
    { name: 'dog', images: 9 },
    { name: 'pets', images: 18, folders: ['cat', 'dog', 'elk'] },
    { name: 'others', images: 9, folders: ['cat', 'rest'] },
  ];
  expect(classNotes(classes, [])).toEqual([
    'pets is used as a class, but contains folders named like the classes cat, dog; if it is a copy of them ' +
      'or holds further images of them, remove it or move its folders into them',
  ]);
});

test('classes that share some of their folders may not be the classes', () => {
  const classes = [
    { name: '2019', images: 9, folders: ['cat', 'dog'] },
    { name: '2020', images: 9, folders: ['cat', 'fox'] },
  ];
  expect(classNotes(classes, [])).toEqual([
    'the classes 2019, 2020 contain folders of the same names (cat); if those are the classes, move their ' +
      'images into one folder for each',
  ]);
});

test.each([
  ['different folders', [folders, ['fox', 'elk']]],
  ['one folder each', [['cat'], ['cat']]],
  ['no folders', [[], []]],
  ['folders in one of them', [folders, undefined]],
])('classes with %s are not worth a note', (_, inner) => {
  const classes = inner.map((one, at) => ({ name: `c${at}`, images: 9, folders: one }));
  expect(classNotes(classes, [])).toEqual([]);
});
