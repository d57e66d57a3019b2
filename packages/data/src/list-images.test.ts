import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writePhotos } from '@jssl/testing';

import { listImages } from './list-images.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-list-'));
  writePhotos(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('class folders give labels; a held-out tenth is no split of its own', async () => {
  const listing = await listImages(join(folder, 'photos'));
  expect(listing).toMatchObject({ classes: ['blue', 'red'], hasSplits: false, skipped: [] });
  expect(listing?.folder).toBe(join(folder, 'photos'));
  const images = listing?.images ?? [];
  expect(images.map(({ path }) => path).toSorted()).toHaveLength(20);
  expect(images.every(({ path, label }) => path.startsWith(`${label}/`))).toBe(true);
  expect(images[0]?.bytes).toBeGreaterThan(50);
  expect(Math.abs((images[0]?.modifiedMs ?? 0) - Date.now())).toBeLessThan(1e7);
});

test('split folders and a table of labels are used as for training', async () => {
  const split = await listImages(folder, { format: 'unlabeled' });
  expect(split).toMatchObject({ hasSplits: false });
  expect(split?.images[0]).not.toHaveProperty('label');
  writeFileSync(
    join(folder, 'labels.csv'),
    'file_name,label,split\nblue/1.png,sky,test\nred/1.png,sun,train\n',
  );
  const labeled = await listImages(join(folder, 'photos'), { labels: join(folder, 'labels.csv') });
  expect(labeled).toMatchObject({ classes: ['sky', 'sun'], hasSplits: true });
  expect(labeled?.images.find(({ path }) => path === 'blue/1.png')).toMatchObject({
    ...{ split: 'test', label: 'sky' },
  });
  expect(labeled?.images.find(({ path }) => path === 'red/2.png')).not.toHaveProperty('label');
});

test('other sources are not listed, and what is missing or empty is said like openDataset', async () => {
  expect(await listImages('fashion-mnist')).toBeUndefined();
  mkdirSync(join(folder, 'nothing'));
  await expect(listImages(join(folder, 'nothing'))).rejects.toThrow(/must contain images/);
  await expect(listImages(join(folder, 'missing'))).rejects.toThrow(/which does not exist/);
});
