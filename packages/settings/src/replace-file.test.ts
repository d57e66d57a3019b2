import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { replaceFile } from './replace-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-replace-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([true, false])('a file is replaced whole, flushed: %s', (flush) => {
  const path = join(folder, 'a.txt');
  replaceFile(path, 'a longer text', { flush });
  replaceFile(path, Uint8Array.of(104, 105), { flush });
  expect(readFileSync(path, 'utf8')).toBe('hi');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test('when it fails, nothing is left beside it', () => {
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'by a folder'), { recursive: true });
  expect(() => {
    replaceFile(path, 'text');
  }).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(readdirSync(folder)).toEqual(['taken']);
});
