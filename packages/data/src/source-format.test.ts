import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { formatOfFolder } from './source-format.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-format-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const parquet = `PAR1${'x'.repeat(1000)}`;
const reason = 'beside the Parquet files that hold the data set';

test.each<[files: Record<string, string>, format: string, stray: string[]]>([
  [{ 'a.png': 'x' }, 'folder', []],
  [{ 'data/train-0.parquet': parquet }, 'parquet', []],
  [
    { 'assets/deep/b.jpg': 'x'.repeat(5000), 'data/train-0.parquet': parquet, 'teaser.jpg': 'x' },
    'parquet',
    ['assets/deep/b.jpg', 'teaser.jpg'],
  ],
  // A table of metadata beside the images that it is about.
  [{ 'train/cat/a.jpg': 'x'.repeat(5000), 'metadata.parquet': parquet }, 'folder', []],
  [{ 'a.png': 'x', 'train.parquet': 'no Parquet file' }, 'folder', []],
  [{ 'a.png': 'x', 'train.bin': 'x'.repeat(3000) }, 'folder', []],
  [{ 'a.png': 'x', 'data_batch_1.bin': 'x'.repeat(3074) }, 'cifar', ['a.png']],
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
    if (format === 'parquet') expect(found.stray.every((one) => one.reason === reason)).toBe(true);
  },
);
