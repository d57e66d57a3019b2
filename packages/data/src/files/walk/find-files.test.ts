import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findFiles } from './find-files.js';
import { isImageName } from '../kinds/image-name.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'jssl-find-')));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function touch(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), 'abc');
  }
}

const findImages = () => findFiles(folder, isImageName);
const pathsOf = async () => (await findImages()).files.map(({ path }) => path);

test('images are found by their endings, in any case, at any depth, sorted', async () => {
  await touch(
    'b.PNG',
    'a/x.jpg',
    'a/deep/er/y.JPeG',
    'c.webp',
    'd.gif',
    'e.tif',
    'f.TIFF',
    'g.avif',
  );
  await touch('notes.txt', 'a/x.jpg.bak', 'png', 'a.png/inside.png');
  expect(await pathsOf()).toEqual([
    'a.png/inside.png',
    'a/deep/er/y.JPeG',
    'a/x.jpg',
    'b.PNG',
    'c.webp',
    'd.gif',
    'e.tif',
    'f.TIFF',
    'g.avif',
  ]);
});

test('size and time of a file are reported', async () => {
  await touch('a.png');
  const [file] = (await findImages()).files;
  expect(file).toMatchObject({ bytes: 3, modifiedMs: expect.any(Number) as number });
});

test('hidden files and the leavings of macOS are passed over without a word', async () => {
  await touch('.a.png', '.cache/b.png', '__MACOSX/c.png', 'x/._d.png', 'x/d.png');
  expect(await findImages()).toMatchObject({ files: [{ path: 'x/d.png' }], skipped: [] });
});

test('links to files are followed; links in circles and dead ones are reported', async () => {
  await touch('cat/a.png');
  await symlink(join(folder, 'cat/a.png'), join(folder, 'b.png'));
  await symlink(folder, join(folder, 'cat/circle'));
  await symlink('/', join(folder, 'out'));
  await symlink(join(folder, 'self.png'), join(folder, 'self.png'));
  await symlink(join(folder, 'nowhere'), join(folder, 'dead.png'));
  const { files, skipped } = await findImages();
  expect(files.map(({ path }) => path)).toEqual(['b.png', 'cat/a.png']);
  expect(skipped).toEqual([
    { path: 'cat/circle', reason: `a link to a folder that contains it: ${folder}` },
    { path: 'dead.png', reason: `a link to a file that does not exist: ${folder}/nowhere` },
    { path: 'out', reason: 'a link to a folder that contains it: /' },
    { path: 'self.png', reason: `a link that leads back to itself: ${folder}/self.png` },
  ]);
});

test('folders deeper than asked for are not entered', async () => {
  await touch('a.bin', 'b/c.bin', 'b/d/e.bin');
  const { files } = await findFiles(folder, (name) => name.endsWith('.bin'), 1);
  expect(files.map(({ path }) => path)).toEqual(['a.bin', 'b/c.bin']);
});

test('a file put back to its old time and size still counts as changed', async () => {
  await touch('a.png');
  const [before] = (await findImages()).files;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await writeFile(join(folder, 'a.png'), 'xyz');
  await utimes(join(folder, 'a.png'), 1, 1);
  const [after] = (await findImages()).files;
  expect(after?.changedMs).toBeGreaterThan(before?.changedMs ?? Infinity);
});

const unprivileged = process.getuid?.() === 0 ? test : test.skip;
unprivileged('a folder that may not be read is told, and the others are read', async () => {
  await touch('open/a.png', 'closed/b.png');
  await chmod(folder, 0o755);
  await chmod(join(folder, 'closed'), 0);
  // Root may read everything.
  process.seteuid?.(65534);
  try {
    expect(await findImages()).toMatchObject({
      files: [{ path: 'open/a.png' }],
      skipped: [{ path: 'closed', reason: expect.stringMatching(/^EACCES: perm/) as string }],
    });
  } finally {
    process.seteuid?.(0);
  }
});
