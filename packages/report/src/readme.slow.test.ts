import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

import { writePhotos } from './fixtures/write-photos.js';

let folder: string;
const before = process.cwd();
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-report-'));
  await writePhotos(folder);
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('the example of the README runs, and makes a report of a few images', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(1);
  const page = readFileSync('runs/photos/report.html', 'utf8').replace(/\s+/g, ' ');
  const [overview] = /<section id="overview".*?<.section>/.exec(page) ?? [];
  expect(overview).toContain('2 test images classified by 18 training images, k = 5');
});
