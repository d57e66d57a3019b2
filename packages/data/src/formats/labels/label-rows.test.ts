import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import { readLabelTable } from './label-rows.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-labels-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function rowsOf(content: string | Buffer, name = 'labels.csv') {
  writeFileSync(join(folder, name), content);
  const { file, rows } = readLabelTable(join(folder, name));
  expect(file).toBe(name);
  return rows.map((row) => [row.name, row.label, row.line]);
}

function errorOf(use: () => unknown): unknown {
  try {
    return use();
  } catch (error) {
    return error;
  }
}

const expected = [
  ['a.jpg', 'cat', 2],
  ['b.jpg', 'dog', 3],
];

test.each([
  ['commas', 'file_name,label\na.jpg,cat\nb.jpg,dog\n'],
  ['semicolons', 'Filename;Class\na.jpg;cat\nb.jpg;dog'],
  ['tabs', 'image\ttarget\na.jpg\tcat\nb.jpg\tdog\n'],
  ['bars', 'path|category\na.jpg|cat\nb.jpg|dog\n'],
  ['a byte order mark and CRLF', '\ufeffid,label\r\na.jpg,cat\r\nb.jpg,dog\r\n'],
  ['the label first', 'label,image path\ncat,a.jpg\ndog,b.jpg\n'],
  ['more columns', 'split,image_id,size,label\ntrain,a.jpg,3,cat\ntest,b.jpg,4,dog\n'],
  ['quotes and spaces', '"file name" , "label"\n"a.jpg" , "cat"\n"b.jpg","dog"\n'],
  ['an unknown label column', 'id,breed\na.jpg,cat\nb.jpg,dog\n'],
  ['an unknown name column', 'picture,label\na.jpg,cat\nb.jpg,dog\n'],
  ['a header of other words', 'picture,breed\na.jpg,cat\nb.jpg,dog\n'],
])('%s', (_, content) => {
  expect(rowsOf(content)).toEqual(expected);
});

test.each([
  ['commas', 'a.jpg,cat\nb.jpg,dog\n'],
  ['the label first', 'cat,a.jpg\ndog,b.jpg\n'],
  ['spaces', 'a.jpg cat\nb.jpg dog\n'],
  ['names without endings', 'a.jpg,cat\nb.jpg,dog\n'],
])('no header, with %s', (_, content) => {
  expect(rowsOf(content)).toEqual(expected.map(([name, label], at) => [name, label, at + 1]));
});

test('quoted fields hold delimiters, quotes and line breaks', () => {
  expect(rowsOf('image,label\n"a, ""1"".jpg","cat; house"\nb.jpg,""\n')).toEqual([
    ['a, "1".jpg', 'cat; house', 2],
    ['b.jpg', '', 3],
  ]);
});

test.each([
  ['CSV', 'file,label,Split\na.jpg,cat,train\nb.jpg,dog,TEST\nc.jpg,dog,val\nd.jpg,dog,3\n', 'csv'],
  [
    'JSON lines',
    ['train', 'testing', 'valid', 3]
      .map((split, at) => JSON.stringify({ file: `${'abcd'[at]}.jpg`, label: 'x', subset: split }))
      .join('\n'),
    'jsonl',
  ],
])('a column of splits in %s', (_, content, ending) => {
  const path = join(folder, `labels.${ending}`);
  writeFileSync(path, content);
  expect(readLabelTable(path).rows.map(({ split }) => split)).toEqual([
    ...['train', 'test', 'validation', undefined],
  ]);
});

test('labels that differ in an accent stay apart in every encoding', () => {
  const table = 'file_name,label\na.jpg,à\nb.jpg,é\n';
  const labels = [
    ['a.jpg', 'à', 2],
    ['b.jpg', 'é', 3],
  ];
  expect(rowsOf(Buffer.from(table, 'latin1'))).toEqual(labels);
  expect(rowsOf(Buffer.from(`\ufeff${table}`, 'utf16le'))).toEqual(labels);
});

test.each([
  [
    'a list of objects',
    [
      { file_name: 'a.jpg', label: 'cat' },
      { image: 'b.jpg', Class: 'dog' },
    ],
  ],
  [
    'a list of pairs',
    [
      ['a.jpg', 'cat'],
      ['b.jpg', 'dog'],
    ],
  ],
  ['labels by name', { 'a.jpg': 'cat', 'b.jpg': 'dog' }],
  ['names by label', { cat: ['a.jpg'], dog: ['b.jpg'] }],
  [
    'a list within an object',
    {
      version: 1,
      labels: [
        ['a.jpg', 'cat'],
        ['b.jpg', 'dog'],
      ],
    },
  ],
])('JSON: %s', (_, value) => {
  const rows = [
    ['a.jpg', 'cat', 1],
    ['b.jpg', 'dog', 2],
  ];
  expect(rowsOf(JSON.stringify(value), 'labels.json')).toEqual(rows);
  expect(rowsOf(JSON.stringify(value, null, 2), 'labels.txt')).toEqual(rows);
});

test('one object on several lines', () => {
  expect(rowsOf('{\n"image": "a.jpg",\n"label": "cat"\n}', 'one.json')).toEqual([
    ['a.jpg', 'cat', 1],
  ]);
});

test.each([
  ['cat,black.jpg;cat\ndog,white.jpg;dog\n', 'cat,black.jpg', 'cat'],
  ['image;label,other\nred, round.jpg;cat\n', 'red, round.jpg', 'cat'],
  ['a|b.jpg,cat\nc|d.jpg,dog\n', 'a|b.jpg', 'cat'],
])('of two possible delimiters the one that gives names is taken: %j', (content, name, label) => {
  expect(rowsOf(content)[0]?.slice(0, 2)).toEqual([name, label]);
});

const words = 'label, class, category or target';
const names = 'file_name, filename, file, image, path or id';
test.each([
  ['\x89PNG\r\n\x1a\n\0\0', 'a PNG image'],
  ['PK\x03\x04\0\0\0\0', 'a ZIP archive'],
  ['\x01\x02\x03\x04', 'a file of an unknown kind'],
  ['<!DOCTYPE html><html><body>Not found</body></html>', 'a web page'],
  [
    'version https://git-lfs.github.com/spec/v1\noid sha256:1\n',
    'a Git LFS pointer, not the file itself',
  ],
])('what is no table is called what it is: %j', (content, kind) => {
  const path = join(folder, 'labels.csv');
  writeFileSync(path, content, 'latin1');
  expect(() => readLabelTable(path)).toThrow(
    new DataError(
      `openDataset: ${path} must be a file of names and labels, got ${kind}; pass a CSV or JSON file as labels`,
    ),
  );
});

test.each([
  [
    '{"images": [{"id": 1}], "annotations": [{"image_id": 1}]}',
    `labels.json must be a list of objects with the name of an image (${names}) and one label (${words}), ` +
      'got an object with images, annotations',
  ],
  [
    '[{"image": "a.jpg", "label": 1}, "b.jpg"]',
    `entry 2 of labels.json must be an object with the name of an image (${names}) and one label (${words})`,
  ],
  ['[]', 'labels.json must hold names and labels, got none'],
])('JSON that holds no labels is refused: %s', (content, message) => {
  const path = join(folder, 'labels.json');
  writeFileSync(path, content);
  expect(() => readLabelTable(path)).toThrow(new DataError(`openDataset: ${message}`));
});

test('JSON lines', () => {
  const content =
    '{"file_name":"a.jpg","label":"cat"}\n\n{"file_name":"b.jpg","label":3,"x":[1]}\n';
  const rows = [
    ['a.jpg', 'cat', 1],
    ['b.jpg', '3', 3],
  ];
  expect(rowsOf(content, 'metadata.jsonl')).toEqual(rows);
  expect(rowsOf(content, 'labels.txt')).toEqual(rows);
  expect(rowsOf('{"image":"a.jpg","label":null}', 'a.ndjson')).toEqual([['a.jpg', '', 1]]);
});

test.each([
  ['', 'labels.csv must hold names and labels, got none'],
  ['image,label\n', 'labels.csv must hold names and labels, got none'],
  [
    'a,b,c\n1,2,3\n',
    'labels.csv must have a column of names (file_name, filename, file, image, path or id) and one ' +
      'of labels (label, class, category or target), got the columns a, b, c',
  ],
  [
    '{"image":"a.jpg","label":["cat","dog"]}',
    'line 1 of labels.csv must be an object with the name of an image (file_name, filename, file, ' +
      'image, path or id) and one label (label, class, category or target)',
  ],
  ['{"image":"a.jpg"', /^openDataset: line 1 of labels\.csv is not JSON: /],
])('%j is refused', (content, message) => {
  const error = errorOf(() => rowsOf(content));
  expect(error).toBeInstanceOf(DataError);
  const { message: got } = error as DataError;
  if (typeof message === 'string') expect(got).toBe(`openDataset: ${message}`);
  else expect(got).toMatch(message);
});

test('what a file has instead of columns is shortened', () => {
  const cells = ['x'.repeat(1000), 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(() => rowsOf(`${cells.join(',')}\n`)).toThrow(
    `got the columns ${'x'.repeat(40)}…, b, c, d, e and 2 more`,
  );
});

test('a file that is not there', () => {
  const path = join(folder, 'none.csv');
  expect(() => readLabelTable(path)).toThrow(
    `openDataset: ${path} must be a file of names and labels, but does not exist`,
  );
});

(process.platform === 'win32' ? test.skip : test)('a device is refused, not read for ever', () => {
  expect(() => readLabelTable('/dev/zero')).toThrow(
    'openDataset: /dev/zero must be a file of names and labels, but could not be read: /dev/zero is a device',
  );
});

test.each([
  ['a column', 'id,label,Patient ID\na.jpg,cat,7\nb.jpg,dog,\n', 'labels.csv', ['7', '']],
  [
    'a field',
    '{"file": "a.jpg", "label": "cat", "identity": 7}\n{"file": "b.jpg", "label": "dog"}\n',
    'labels.jsonl',
    ['7', undefined],
  ],
  ['no column', 'id,label\na.jpg,cat\nb.jpg,dog\n', 'labels.csv', [undefined, undefined]],
  // The only known column besides the name is the label.
  ['two columns', 'id,identity\na.jpg,cat\nb.jpg,dog\n', 'labels.csv', [undefined, undefined]],
])('groups: %s', (_, content, name, groups) => {
  writeFileSync(join(folder, name), content);
  const { rows } = readLabelTable(join(folder, name));
  expect(rows.map(({ group }) => group)).toEqual(groups);
  expect(rows.map(({ label }) => label)).toEqual(['cat', 'dog']);
});
