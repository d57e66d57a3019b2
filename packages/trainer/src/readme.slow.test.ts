import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples, writePhotos } from '@jssl/testing';

let folder: string;
const [before, cache] = [process.cwd(), process.env['JSSL_CACHE']];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  writePhotos(folder);
  process.chdir(folder);
  process.env['JSSL_CACHE'] = join(folder, 'cache');
});
afterEach(() => {
  process.chdir(before);
  if (cache === undefined) delete process.env['JSSL_CACHE'];
  else process.env['JSSL_CACHE'] = cache;
  rmSync(folder, { recursive: true });
});

test('the examples of the README run, on few images', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(4);
});
