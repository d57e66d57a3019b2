import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

import { makeRuns } from './fixtures/make-runs.js';
import { useWorkplace } from './fixtures/use-workplace.js';
import * as workflows from './index.js';

useWorkplace();
beforeAll(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await makeRuns();
});

/** `jssl` exports what this package does, and depends on it. */
const load: (name: string) => unknown = require;
const requireFrom = (name: string) => (name === 'jssl' ? workflows : load(name));

test('the example of the README runs, on few images', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), requireFrom)).toBe(1);
});

test('the examples of the guide run, in its order', async () => {
  const guide = join(__dirname, '..', '..', '..', 'docs', 'how-to', 'typescript.md');
  // The guide trains this one itself.
  rmSync('runs/photos', { recursive: true });
  expect(await runReadmeExamples(guide, requireFrom)).toBe(8);
});
