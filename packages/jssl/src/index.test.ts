import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runReadmeExamples, writePhotos } from '@jssl/testing';
import * as workflows from '@jssl/workflows';

import * as jssl from './index.js';

test('it exports the functions of @jssl/workflows', () => {
  expect(Object.keys(jssl).sort()).toEqual(Object.keys(workflows).sort());
});

test('its command is that of @jssl/cli', () => {
  const bin = readFileSync(join(__dirname, '..', 'bin', 'jssl.js'), 'utf8');
  expect(bin).toBe("#!/usr/bin/env node\nimport '@jssl/cli/command';\n");
  expect(require.resolve('@jssl/cli/command')).toMatch(/cli[/\\]bin[/\\]jssl\.js$/);
});

test('the example of the README runs', async () => {
  const [before, cache] = [process.cwd(), process.env['JSSL_CACHE']];
  const folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  process.chdir(folder);
  process.env['JSSL_CACHE'] = join(folder, 'cache');
  try {
    writePhotos('.');
    const load: (name: string) => unknown = require;
    const requireFrom = (name: string) => (name === 'jssl' ? jssl : load(name));
    expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), requireFrom)).toBe(1);
  } finally {
    process.chdir(before);
    if (cache === undefined) delete process.env['JSSL_CACHE'];
    else process.env['JSSL_CACHE'] = cache;
    rmSync(folder, { recursive: true });
  }
});
