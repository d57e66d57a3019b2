import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkNewFiles } from './check-new-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-new-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('standard output is no file', () => {
  expect(() => {
    checkNewFiles(['a.csv', '-'], { force: true, setting: 'csv' });
  }).toThrow('csv must be a file, got -; write ./- for a file of that name');
});

test('the first file that exists is named, with the setting that names it', () => {
  const [missing, kept] = [join(folder, 'new.csv'), join(folder, 'kept.csv')];
  writeFileSync(kept, '');
  checkNewFiles([missing]);
  checkNewFiles([missing, kept], { force: true });
  const rest = `must be a new file, got ${kept}, which exists; choose another, or set force to replace it`;
  expect(() => {
    checkNewFiles([missing, kept]);
  }).toThrow(`out ${rest}`);
  expect(() => {
    checkNewFiles([kept], { setting: 'csv' });
  }).toThrow(`csv ${rest}`);
});
