import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { tarFile } from './fixtures/tar-file.js';
import { formatOfFolder } from './source-format.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-format-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const archive = tarFile({ 'a.jpg': 'x', 'b.jpg': 'x' });
const reason = 'next to the tar archives that hold the data set';

test.each<[files: Record<string, string | Uint8Array>, format: string, stray: string[]]>([
  [{ 'a.png': 'x' }, 'folder', []],
  [{ 'default/train/0000.parquet': 'x' }, 'parquet', []],
  [{ 'data/train-0.tar': archive }, 'webdataset', []],
  [
    {
      ...{ 'assets/deep/b.jpg': 'x', 'docs/c.jpg': 'x', 'teaser.jpg': 'x' },
      'data/train-0.tar': archive,
    },
    'webdataset',
    ['assets/deep/b.jpg', 'docs/c.jpg', 'teaser.jpg'],
  ],
  // An archive of the images that it was unpacked into.
  [{ 'images/a.jpg': 'x', 'images/b.jpg': 'x', 'images.tar': archive }, 'folder', []],
  [{ 'a.png': 'x', 'sources.tar': tarFile({ 'a.ts': 'x', 'b.ts': 'x' }) }, 'folder', []],
  [{ 'data_batch_1.bin': 'x'.repeat(3073), 'train.tar': archive }, 'webdataset', []],
  [{ 'a.png': 'x', 'train.bin': 'x'.repeat(3000) }, 'folder', []],
  [{ 'a.png': 'x', 'data_batch_1.bin': 'x'.repeat(3073) }, 'cifar', ['a.png']],
  [{ 'cat/a.png': 'x', 'dog/b.png': 'x', 'test.bin': 'x'.repeat(3074) }, 'folder', []],
  [{ 'a.png': 'x', 'train-images-idx3-ubyte': 'x'.repeat(50) }, 'idx', ['a.png']],
])(
  'case %#: the format of a folder with pictures and other files',
  async (files, format, stray) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const found = await formatOfFolder(folder);
    expect([found.format, found.stray.map(({ path }) => path)]).toEqual([format, stray]);
    if (format === 'webdataset')
      expect(found.stray.every((one) => one.reason === reason)).toBe(true);
  },
);
