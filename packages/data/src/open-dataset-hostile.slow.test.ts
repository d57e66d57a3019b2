import { chmod, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { contentOf, useImageFolder } from './fixtures/image-folder.js';

const place = useImageFolder();

test('damaged images are left out and told, in one line each', async () => {
  await place.paint('a.png', 1);
  await place.paint('b.png', 2);
  await place.paint('c.png', 3);
  await truncate(join(place.folder, 'b.png'), 60);
  await writeFile(join(place.folder, 'd.jpg'), 'this is a text');
  const dataset = await place.open();
  expect(dataset.height).toBe(8);
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 1, undefined],
    ['c.png', 3, undefined],
  ]);
  expect(dataset.skipped).toEqual([
    { path: 'b.png', reason: expect.stringMatching(/^damaged or cut off \(.+\)$/) as string },
    { path: 'd.jpg', reason: 'not an image but a text file' },
  ]);
});

test('hostile files are left out with a sentence each, and nothing is lost', async () => {
  await place.paint('good.png', 7);
  await rename(join(place.folder, 'good.png'), join(place.folder, 'misnamed.JPG'));
  await place.paint('another.png', 8);
  await writeFile(join(place.folder, 'empty.png'), '');
  await writeFile(join(place.folder, 'sparse.png'), '');
  await truncate(join(place.folder, 'sparse.png'), 2 ** 29 + 1);
  await writeFile(join(place.folder, 'text.gif'), 'GIF89a, or so it says');
  await symlink('/', join(place.folder, 'out'));
  await symlink(place.folder, join(place.folder, 'circle'));
  const dataset = await place.open();
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['another.png', 8, undefined],
    ['misnamed.JPG', 7, undefined],
  ]);
  expect(dataset.skipped).toEqual([
    {
      path: 'circle',
      reason: expect.stringMatching(/^a link to a folder that contains it: /) as string,
    },
    { path: 'out', reason: 'a link to a folder that contains it: /' },
    { path: 'empty.png', reason: 'an empty file' },
    { path: 'sparse.png', reason: 'a file of 536870913 bytes, more than 536870912' },
    { path: 'text.gif', reason: expect.stringMatching(/^[^\n]+$/) as string },
  ]);
});

const unprivileged = process.getuid?.() === 0 ? test : test.skip;
unprivileged('an image that may not be read is left out', async () => {
  await place.paint('a.png', 1);
  await place.paint('b.png', 2);
  await mkdir(place.cacheFolder);
  await chmod(place.work, 0o755);
  await chmod(place.folder, 0o755);
  await chmod(place.cacheFolder, 0o777);
  await chmod(join(place.folder, 'b.png'), 0);
  // Root may read everything.
  process.seteuid?.(65534);
  try {
    const dataset = await place.open();
    expect(contentOf(dataset, dataset.train)).toEqual([['a.png', 1, undefined]]);
    expect(dataset.skipped).toEqual([
      { path: 'b.png', reason: expect.stringMatching(/^EACCES: permission denied/) as string },
    ]);
  } finally {
    process.seteuid?.(0);
  }
});

unprivileged('a folder that may not be read is called that', async () => {
  await place.paint('a.png', 1);
  await chmod(place.work, 0o755);
  await chmod(place.folder, 0);
  process.seteuid?.(65534);
  try {
    await expect(place.open()).rejects.toThrow(
      `openDataset: ${place.folder} could not be read: EACCES: permission denied`,
    );
  } finally {
    process.seteuid?.(0);
  }
});

test('names with spaces, quotes, newlines and other letters are kept as they are', async () => {
  const names = ['a b.png', 'it\'s "so".png', 'line\nbreak.png', '猫/ñandú-😀.png'];
  for (const name of names) await place.paint(name, 5);
  const dataset = await place.open({ format: 'unlabeled' });
  expect(contentOf(dataset, dataset.train).map(([name]) => name)).toEqual(names);
});
