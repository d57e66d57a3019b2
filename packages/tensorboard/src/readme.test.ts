import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

test('the example of the README runs', async () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  process.chdir(folder);
  try {
    expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(1);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});
