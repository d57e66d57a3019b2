import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { walkFolder } from './walk-folder.js';

let work: string;
let folder: string;
beforeEach(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'jssl-walk-')));
  folder = join(work, 'pets');
  mkdirSync(folder);
});
afterEach(() => {
  rmSync(work, { recursive: true });
});

function touch(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), 'abc');
  }
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  symlinkSync(target, join(work, path));
}

async function walked() {
  const { files, ...rest } = await walkFolder(folder);
  return { ...rest, files: files.map(({ path }) => path).toSorted() };
}

test('linked class folders are followed, and where they lead is reported', async () => {
  touch('full/cat/1.jpg', 'full/dog/1.jpg', 'full/elk/1.jpg', 'pets/own/1.jpg');
  link('pets/cat', '../full/cat');
  link('pets/dog', join(work, 'full/dog'));
  link('pets/own/2.jpg', '../../full/elk/1.jpg');
  const { files, outside, repeated, skipped } = await walked();
  expect(files).toEqual(['cat/1.jpg', 'dog/1.jpg', 'own/1.jpg', 'own/2.jpg']);
  expect(outside).toHaveLength(3);
  expect(outside).toEqual(
    expect.arrayContaining([
      { path: 'cat', target: join(work, 'full/cat') },
      { path: 'dog', target: join(work, 'full/dog') },
      { path: 'own/2.jpg', target: join(work, 'full/elk/1.jpg') },
    ]),
  );
  expect({ repeated, skipped }).toEqual({ repeated: [], skipped: [] });
});

test('links in a linked folder lead out once, not for each of its files', async () => {
  touch('store/1.jpg');
  link('full/cat/1.jpg', '../../store/1.jpg');
  link('pets/cat', '../full/cat');
  const { files, outside } = await walked();
  expect(files).toEqual(['cat/1.jpg']);
  expect(outside).toEqual([{ path: 'cat', target: join(work, 'full/cat') }]);
});

test('a link to a folder that is read at its own place is reported', async () => {
  touch('pets/images/1.jpg');
  link('pets/train/cat', '../images');
  const { files, repeated, outside } = await walked();
  expect(files).toEqual(['images/1.jpg', 'train/cat/1.jpg']);
  expect(repeated).toEqual([{ path: 'train/cat', target: join(folder, 'images') }]);
  expect(outside).toEqual([]);
});

test('links in circles end, whatever way they take', async () => {
  touch('pets/a/1.jpg', 'pets/b/2.jpg');
  link('pets/a/self', '.');
  link('pets/a/up', '..');
  link('pets/a/b', '../b');
  link('pets/b/a', '../a');
  link('pets/out', '..');
  const { files, skipped } = await walked();
  expect(files).toEqual(['a/1.jpg', 'a/b/2.jpg', 'b/2.jpg', 'b/a/1.jpg']);
  expect(skipped.map(({ path }) => path).toSorted()).toEqual([
    'a/b/a',
    'a/self',
    'a/up',
    'b/a/b',
    'b/a/self',
    'b/a/up',
    'out',
  ]);
  expect(new Set(skipped.map(({ reason }) => reason.split(':')[0]))).toEqual(
    new Set(['a link to a folder that contains it']),
  );
});

test('circles outside of the folder end too', async () => {
  touch('x/1.jpg', 'y/2.jpg');
  link('x/y', '../y');
  link('y/x', '../x');
  link('pets/x', '../x');
  link('pets/y', '../y');
  const { files } = await walked();
  expect(files).toEqual(['x/1.jpg', 'y/2.jpg']);
});

test('a link to the folders of the system is not followed', async () => {
  link('pets/proc', '/proc');
  const { files, skipped } = await walked();
  expect(files).toEqual([]);
  expect(skipped).toEqual([{ path: 'proc', reason: 'a link to a system folder: /proc' }]);
});

test('system folders are ignored and named, and pipes are not opened', async () => {
  touch('pets/@eaDir/a.jpg', 'pets/.hidden/b.jpg', 'pets/cat/._c.jpg', 'pets/cat/c.jpg');
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  link('pets/null.jpg', '/dev/null');
  const { files, folders, system, special } = await walked();
  expect(files).toEqual(['cat/c.jpg']);
  expect(folders).toEqual(['cat']);
  expect(system.toSorted()).toEqual(['.hidden', '@eaDir', 'cat/._c.jpg']);
  expect(special.toSorted()).toEqual(['null.jpg', 'pipe.jpg']);
});

test('what JSSL wrote is not entered', async () => {
  touch('pets/runs/a/sprite.png', 'pets/runs/a/metrics.csv', 'pets/cat/1.jpg');
  const config = { config: { method: 'moco', arch: 'resnet18' } };
  writeFileSync(join(folder, 'runs/a/config.json'), JSON.stringify(config));
  const { files, own } = await walked();
  expect(files).toEqual(['cat/1.jpg']);
  expect(own).toEqual([{ path: 'runs/a', what: 'a run' }]);
});

const unprivileged = process.getuid?.() === 0 ? test : test.skip;
unprivileged('a folder that may not be read is no empty folder', async () => {
  touch('pets/cat/1.jpg', 'pets/closed/2.jpg');
  for (const path of [work, folder]) chmodSync(path, 0o755);
  chmodSync(join(folder, 'closed'), 0);
  // Root may read everything.
  process.seteuid?.(65534);
  try {
    expect(await walked()).toMatchObject({
      folders: ['cat'],
      skipped: [{ path: 'closed', reason: expect.stringMatching(/^EACCES/) as string }],
    });
  } finally {
    process.seteuid?.(0);
  }
});
