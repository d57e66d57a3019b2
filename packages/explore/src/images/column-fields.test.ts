import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { columnFields } from './column-fields.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-columns-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const names = ['cats/a.jpg', 'dogs/b.jpg', 'dogs/a.jpg', 'c.jpg'];

function fields(text: string, of: readonly string[] = names) {
  writeFileSync(join(folder, 'table.csv'), text);
  return columnFields(join(folder, 'table.csv'), of).map(({ name, values, codes, isOrdered }) => {
    return { name, isOrdered, texts: Array.from(codes, (code) => values[code]) };
  });
}

test('columns by path, or by a file name that only one image has', () => {
  const place = { name: 'place', isOrdered: false, texts: ['sea', 'town', undefined, 'sea'] };
  const year = { name: 'year', isOrdered: true, texts: ['2001', '1999', undefined, '2001'] };
  const rows =
    'sea,2001,cats/a.jpg\ntown,1999,b.jpg\nsea,2001,./c.jpg\nnowhere,3,a.jpg\nx,4,no.jpg\n';
  expect(fields(`place,year,file_name\n${rows}`)).toEqual([place, year]);
  expect(fields(`\ufeffplace,year,file_name\r\n${rows}`.replaceAll(',', ';'))).toEqual([
    place,
    year,
  ]);
  // The first column, if none has a known name.
  expect(fields('what\tplace\ncats/a.jpg\t sea \nc.jpg\t\n')).toEqual([
    { name: 'place', isOrdered: false, texts: ['sea', undefined, undefined, undefined] },
  ]);
});

test('many numbers become ranges', () => {
  const many = Array.from({ length: 80 }, (_, at) => `${at}.jpg`);
  const text = many.map((name, at) => `${name},${at / 10}`).join('\n');
  const [size] = fields(`name,size\n${text}`, many);
  expect(size?.isOrdered).toBe(true);
  expect(size?.texts[0]).toBe('0 to 1');
  expect(size?.texts[79]).toBe('6.9 to 7.9');
  expect(new Set(size?.texts).size).toBe(8);
});

test('a table that fits no image, and what is no table, are refused', () => {
  expect(() => fields('name,x\nz.jpg,1\n')).toThrow(
    /^\S+table\.csv must have the names of images in its column name, got 1 rows of which none names one of the 4 images; pass another file in columns$/,
  );
  expect(() => fields('')).toThrow(/got 0 rows/);
  expect(() => fields('name,"x\nc.jpg,1')).toThrow(
    /^the table \S+table\.csv cannot be read: .*; pass another file in columns$/,
  );
  expect(() => columnFields(join(folder, 'none.csv'), names)).toThrow(/cannot be read: ENOENT/);
});
