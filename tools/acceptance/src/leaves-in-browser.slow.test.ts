import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { openBrowser } from './open-browser.js';
import { runSuites } from './run-suites.js';

const root = join(import.meta.dirname, '..', '..', '..');

/** Whether to run what takes minutes as well. */
const everything = process.env['JSSL_ALL_SUITES'] === 'true';

/** Tests for Node: examples and damaged files; and loops that take long. */
const leftOut = everything
  ? /^(api-examples|readme|hostile-files)\./
  : /^(api-examples|readme|hostile-files|encode-naive|fused-backbone)\./;

function suitesOf(leaf: string): string[] {
  const folder = join('packages', leaf, 'src');
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.ts') && !leftOut.test(name))
    .map((name) => join(folder, name));
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  // There is none where none was found.
  await (browser as Browser | undefined)?.close();
});

// The least number of tests, so that none is lost unseen.
test.each([
  ['jaccard-loss', 45],
  ['augment', 190],
  ['resnet', 120],
  ['moco', 60],
  ['eval', 110],
])('the tests of %s pass in Chromium on WebAssembly', async (leaf, least) => {
  const outcomes = await runSuites(browser, suitesOf(leaf), {
    backend: 'wasm',
    leaveOut: everything ? undefined : 'resnet50',
  });
  expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(outcomes.length).toBeGreaterThanOrEqual(least);
});
