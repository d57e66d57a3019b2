import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readAnnotations, readWords } from './tiny-imagenet.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-tiny-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('annotations give the class of a file name; boxes and bad lines are ignored', async () => {
  const lines = ['val_1.JPEG\tn02\t0\t32\t44\t62', 'val_0.JPEG\tn01\t1\t2\t3\t4', 'no tabs', ''];
  await writeFile(join(folder, 'val_annotations.txt'), lines.join('\n'));
  expect([...(await readAnnotations(folder))]).toEqual([
    ['val_1.JPEG', 'n02'],
    ['val_0.JPEG', 'n01'],
  ]);
});

test('words are the rest of the line, also in a file from Windows', async () => {
  await writeFile(join(folder, 'words.txt'), 'n01\tgoldfish, Carassius auratus\r\nn02\tbull\r\n');
  expect([...(await readWords(folder))]).toEqual([
    ['n01', 'goldfish, Carassius auratus'],
    ['n02', 'bull'],
  ]);
});

test('a folder without these files has no annotations and no words', async () => {
  expect((await readAnnotations(folder)).size).toBe(0);
  expect((await readWords(folder)).size).toBe(0);
});
