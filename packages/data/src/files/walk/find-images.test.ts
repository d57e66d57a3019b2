import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findImages } from './find-images.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-images-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
const tiff = Buffer.from('49492a0008000000', 'hex');
const jxl = '\xff\x0a rest';

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, 'latin1');
  }
}

test('a picture is one by its content, whatever its ending', async () => {
  write({
    noext: jpeg,
    'a.jfif': jpeg,
    'b.JPE': jpeg,
    'c.apng': png,
    'd.dat': png,
    'e.jpg_large': jpeg,
  });
  const { files, skipped, others } = await findImages(folder);
  expect(files.map(({ path }) => path)).toEqual([
    'a.jfif',
    'b.JPE',
    'c.apng',
    'd.dat',
    'e.jpg_large',
    'noext',
  ]);
  expect(files[0]).toMatchObject({ bytes: 10, modifiedMs: expect.any(Number) as number });
  expect({ skipped, others }).toEqual({ skipped: [], others: new Map() });
});

test('pictures of other kinds are named with their kind, by content or ending', async () => {
  write({
    'IMG_1.JXL': jxl,
    noext: jxl,
    'a.nef': tiff,
    'b.tga': '\0\0\x02\x01\x02\x03',
    'c.jxl': '',
    'd.psd': '<!doctype html><html>',
    'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'brain.nii.gz': '\x1f\x8b\x08\0',
    'cells.nd2': '\xda\xce\xbe\x0a\x01',
    'eye.xbm': '#define eye_width 8',
    flif: 'FLIF41',
  });
  const { files, skipped } = await findImages(folder);
  expect(files).toEqual([]);
  const convert = 'which is not supported; convert it to JPEG or PNG';
  expect(Object.fromEntries(skipped.map(({ path, reason }) => [path, reason]))).toEqual({
    'IMG_1.JXL': `a JPEG XL image, ${convert}`,
    noext: `a JPEG XL image, ${convert}`,
    'a.nef': `a raw camera photo, ${convert}`,
    'b.tga': `a .tga file, ${convert}`,
    'c.jxl': 'not an image but an empty file',
    'd.psd': 'not an image but a web page',
    'logo.svg': 'an SVG drawing, which is not supported; render it to PNG',
    'brain.nii.gz': 'a gzip file, which is not supported; unpack it',
    'cells.nd2': `a .nd2 file, ${convert}`,
    'eye.xbm': `an XBM image, ${convert}`,
    flif: `a FLIF image, ${convert}`,
  });
});

test('other files are counted by kind', async () => {
  write({ 'a.txt': 'one', 'b.md': 'two', 'c.json': '{"a":1}', 'Thumbs.db': 'x', empty: '' });
  write({ 'clip.mp4': '\0\0\0\x18ftypisom\0\0\0\0isommp42' });
  const { files, skipped, others, system } = await findImages(folder);
  expect({ files, skipped, system }).toEqual({ files: [], skipped: [], system: ['Thumbs.db'] });
  expect(Object.fromEntries(others)).toEqual({
    'a text file': expect.arrayContaining(['a.txt', 'b.md']) as string[],
    'a JSON file': ['c.json'],
    'an empty file': ['empty'],
    'a video': ['clip.mp4'],
  });
});

test('a link that became a text file is named', async () => {
  write({ 'full/cat/1.jpg': jpeg, 'train/cat': '../full/cat', 'train/note': '../full/nothing' });
  const { skipped, others } = await findImages(folder);
  expect(skipped).toEqual([
    {
      path: 'train/cat',
      reason: 'a link that was copied as a text file: ../full/cat; make it a link again',
    },
  ]);
  expect(others.get('a text file')).toEqual(['train/note']);
});

test('long and strange names, and a huge sparse file, are no trouble', async () => {
  const long = `${'é'.repeat(120)}.png`;
  write({ [long]: png, 'line\nbreak': png, 'e\u0301.png': png, '\u00e9.png': png, sparse: '' });
  truncateSync(join(folder, 'sparse'), 2 ** 33);
  symlinkSync('gone', join(folder, 'dead'));
  const { files, skipped, others } = await findImages(folder);
  expect(files.map(({ path }) => path)).toEqual(['e\u0301.png', 'line\nbreak', '\u00e9.png', long]);
  expect(skipped).toEqual([{ path: 'dead', reason: 'a link to a file that does not exist: gone' }]);
  expect([...others.keys()]).toEqual(['a file of zeros']);
});
