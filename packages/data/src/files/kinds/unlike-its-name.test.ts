import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tarFile } from '../../fixtures/tar-file.js';
import { unlikeItsName } from './unlike-its-name.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-kind-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each<[string, 'parquet' | 'tar', Buffer, string | undefined]>([
  [
    'a pointer',
    'parquet',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid'),
    'a Git LFS pointer, not the file itself; fetch it with git lfs pull',
  ],
  ['a page', 'parquet', Buffer.from('<!doctype html>'), 'not a Parquet file but a web page'],
  ['nothing', 'parquet', Buffer.alloc(0), 'not a Parquet file but an empty file'],
  ['damaged', 'parquet', Buffer.from('PAR1 and more'), undefined],
  ['compressed', 'tar', Buffer.of(0x1f, 0x8b, 8, 0, 1), 'not a tar archive but a gzip file'],
  ['zeros', 'tar', Buffer.alloc(1024), 'not a tar archive but a file of zeros'],
  ['intact', 'tar', tarFile({ a: 'b' }), undefined],
  ['unknown', 'tar', Buffer.of(1, 2, 3, 4), undefined],
])('%s', async (_, wanted, content, expected) => {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  expect(await unlikeItsName(path, wanted)).toBe(expected);
});
