import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';
import sharp from 'sharp';

test('the examples of the README run', async () => {
  const before = process.cwd();
  const cache = process.env['JSSL_CACHE'];
  const folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  try {
    process.chdir(folder);
    process.env['JSSL_CACHE'] = join(folder, 'cache');
    mkdirSync('photos');
    const gray = { width: 8, height: 8, channels: 3, background: 'gray' } as const;
    await sharp({ create: gray }).png().toFile('photos/a.png');
    expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(2);
  } finally {
    process.chdir(before);
    if (cache === undefined) delete process.env['JSSL_CACHE'];
    else process.env['JSSL_CACHE'] = cache;
    rmSync(folder, { recursive: true });
  }
});
