import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

/** PNG images of 8x8 pixels, of one colour each. */
const pngs = {
  red: 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQI12M4oSGHFTEMLQkAis5DgVjA+d8AAAAASUVORK5CYII=',
  blue: 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQI12OQs7mEFTEMLQkAIXtLAX56WnYAAAAASUVORK5CYII=',
};

let folder: string;
const [before, cache] = [process.cwd(), process.env['JSSL_CACHE']];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  for (const [name, png] of Object.entries(pngs)) {
    mkdirSync(join(folder, 'photos', name), { recursive: true });
    for (let index = 0; index < 10; index++) {
      writeFileSync(join(folder, 'photos', name, `${index}.png`), Buffer.from(png, 'base64'));
    }
  }
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
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(2);
});
