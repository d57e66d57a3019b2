import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { trimFolder } from './trim-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-trim-'));
  // Used at 100, 300, 200 and 1 seconds, of ten bytes each.
  writeFileSync(join(folder, 'a.vectors'), 'x'.repeat(10));
  mkdirSync(join(folder, 'b.vectors', 'deep'), { recursive: true });
  for (const name of ['one', 'deep/other']) {
    writeFileSync(join(folder, 'b.vectors', name), 'x'.repeat(5));
  }
  writeFileSync(join(folder, 'c.vectors'), 'x'.repeat(10));
  writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(10));
  const times = { 'a.vectors': 100, 'b.vectors': 300, 'c.vectors': 200, 'notes.txt': 1 };
  for (const [name, seconds] of Object.entries(times)) {
    utimesSync(join(folder, name), seconds, seconds);
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  [30, ['b.vectors'], ['a.vectors', 'b.vectors', 'c.vectors', 'notes.txt']],
  [29, ['b.vectors'], ['b.vectors', 'c.vectors', 'notes.txt']],
  [20, ['a.vectors'], ['a.vectors', 'b.vectors', 'notes.txt']],
  [0, ['a.vectors', 'c.vectors', 'gone'], ['a.vectors', 'c.vectors', 'notes.txt']],
  [0, [], ['notes.txt']],
])('with a limit of %p bytes, and %j to keep', async (limit, keep, left) => {
  await trimFolder(folder, { keep, limit, among: (name) => name.endsWith('.vectors') });
  expect(readdirSync(folder).sort()).toEqual(left);
});

test('without a choice all entries are counted; a missing folder is an error', async () => {
  await trimFolder(folder, { keep: ['notes.txt'], limit: 20 });
  expect(readdirSync(folder).sort()).toEqual(['b.vectors', 'notes.txt']);
  await expect(trimFolder(join(folder, 'none'), { keep: [], limit: 0 })).rejects.toThrow('ENOENT');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(trimFolder(folder, { keep: [], limit: 0, signal })).rejects.toThrow('enough');
  expect(readdirSync(folder)).toHaveLength(2);
});
