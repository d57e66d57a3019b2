import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { trimCache } from './trim-cache.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-trim-'));
  // Used at 100, 300 and 200 seconds.
  for (const [name, seconds] of [
    ['a.packed', 100],
    ['b.packed', 300],
    ['c.packed', 200],
    ['notes.txt', 1],
  ] as const) {
    await writeFile(join(folder, name), 'x'.repeat(10));
    await utimes(join(folder, name), seconds, seconds);
  }
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test.each([
  [30, 'b.packed', ['a.packed', 'b.packed', 'c.packed', 'notes.txt']],
  [29, 'b.packed', ['b.packed', 'c.packed', 'notes.txt']],
  [20, 'a.packed', ['a.packed', 'b.packed', 'notes.txt']],
  [0, 'a.packed', ['a.packed', 'notes.txt']],
])('with a limit of %p bytes, and %s to keep', async (limit, keep, left) => {
  await trimCache(folder, { keep, limit });
  expect((await readdir(folder)).sort()).toEqual(left);
});

test('temporary files older than a day are deleted, others are not', async () => {
  const day = 24 * 60 * 60;
  for (const [name, seconds] of [
    ['old.packed.1.tmp', 1000],
    ['new.packed.2.tmp', 1000 + day],
  ] as const) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), seconds, seconds);
  }
  await trimCache(folder, { keep: 'b.packed', limit: 30, now: (1001 + day) * 1000 });
  const names = await readdir(folder);
  expect(names).toContain('new.packed.2.tmp');
  expect(names).not.toContain('old.packed.1.tmp');
});
