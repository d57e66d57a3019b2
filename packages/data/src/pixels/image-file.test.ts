import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataError } from '../dataset/data-error.js';
import { pngOf, readImage } from './image-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-image-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what was written as a PNG is read again', async () => {
  const pixels = Uint8Array.from({ length: 2 * 3 * 3 }, (_, at) => 10 * at);
  const shape = { height: 2, width: 3 };
  writeFileSync(join(folder, 'a.png'), await pngOf(pixels, shape));
  expect([...(await readImage(join(folder, 'a.png'), shape))]).toEqual([...pixels]);
});

test('a gray image is read as colors that are gray', async () => {
  const shape = { height: 1, width: 2 };
  writeFileSync(join(folder, 'gray.png'), await pngOf(new Uint8Array([0, 200]), shape));
  const pixels = await readImage(join(folder, 'gray.png'), shape);
  expect([...pixels]).toEqual([0, 0, 0, 200, 200, 200]);
});

test('an image of another shape is cropped about its center', async () => {
  // A white square between black sides.
  const pixels = Uint8Array.from({ length: 4 * 12 }, (_, at) =>
    at % 12 >= 4 && at % 12 < 8 ? 255 : 0,
  );
  writeFileSync(join(folder, 'wide.png'), await pngOf(pixels, { height: 4, width: 12 }));
  const square = await readImage(join(folder, 'wide.png'), { height: 4, width: 4 });
  expect([...square]).toEqual(Array.from({ length: 48 }, () => 255));
});

test.each([
  ['there is none', 'none.png', /none\.png can't be read as an image: ENOENT/],
  ['an empty file', 'empty.png', /empty\.png can't be read as an image: an empty file$/],
  ['text', 'text.png', /text\.png can't be read as an image: not an image but a text file/],
])('%s: one sentence', async (_, name, sentence) => {
  writeFileSync(join(folder, 'empty.png'), '');
  writeFileSync(join(folder, 'text.png'), 'no image');
  const reading = readImage(join(folder, name), { height: 4, width: 4 });
  await expect(reading).rejects.toThrow(sentence);
  await expect(reading).rejects.toThrow(DataError);
});
