import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Browser } from 'playwright-core';

import { bundleSuites } from './bundle-suites.js';
import { openBrowser } from './open-browser.js';
import { runSuites } from './run-suites.js';

const root = join(import.meta.dirname, '..', '..', '..');

/** Whether to run what takes minutes as well. */
const everything = process.env['JSSL_ALL_SUITES'] === 'true';

/** Tests for Node: examples and damaged files; and loops that take long. */
const leftOut = everything
  ? /^(api-examples|readme|hostile-files)\./
  : /^(api-examples|readme|hostile-files|encode-naive|fused-backbone)\./;

/** Tests by their names: of deep encoders and many rows, and of the algorithm of convolutions that is not the usual one. */
const longTests = [
  ...['resnet50', 'with direct convolutions', 'a bank of 2¹⁸ rows', 'more rows than one chunk'],
  'no two of 200,000 keys',
];

function suitesOf(leaf: string): string[] {
  const folder = join('packages', leaf, 'src');
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !leftOut.test(basename(name)))
    .map((name) => join(folder, name));
}

// The least number of tests, so that none is lost unseen.
const leaves = [
  ['jaccard-loss', 45],
  ['augment', 190],
  ['resnet', 120],
  ['moco', 60],
  ['eval', 110],
] as const;

let browser: Browser;
let script: string;
beforeAll(async () => {
  script = await bundleSuites(Object.fromEntries(leaves.map(([leaf]) => [leaf, suitesOf(leaf)])));
  browser = await openBrowser();
});
afterAll(async () => {
  // There is none where none was found.
  await (browser as Browser | undefined)?.close();
});

test.each(leaves)('the tests of %s pass in Chromium on WebAssembly', async (leaf, least) => {
  const outcomes = await runSuites(browser, script, {
    suite: leaf,
    backend: 'wasm',
    leaveOut: everything ? [] : longTests,
  });
  expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(outcomes.length).toBeGreaterThanOrEqual(least);
});
