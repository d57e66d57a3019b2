import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeFolder } from './make-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-make-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a folder is made with those above it, and one that exists is kept', () => {
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  writeFileSync(join(path, 'file'), 'text');
  makeFolder(path);
  expect(statSync(join(path, 'file')).size).toBe(4);
});

test('a file in the way is an error', () => {
  const file = join(folder, 'a');
  writeFileSync(file, 'text');
  expect(() => {
    makeFolder(file);
  }).toThrow(/EEXIST/);
  expect(() => {
    makeFolder(join(file, 'b'));
  }).toThrow(/ENOTDIR/);
});

const onProc = existsSync('/proc/self') ? test : test.skip;

onProc.each(['/proc/jssl', '/proc/jssl/runs/a', '/sys/jssl'])('%s is refused at once', (path) => {
  expect(() => {
    makeFolder(path);
  }).toThrow(/ENOENT|EACCES|EPERM|EROFS/);
});
