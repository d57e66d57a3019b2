import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { ownFolder } from './own-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-own-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = JSON.stringify({ config: { method: 'simclr', arch: 'resnet50' }, precision: 'f32' });
const key = '0123456789abcdef01234567';

test.each<[expected: string | undefined, files: Record<string, string>]>([
  ['a run', { 'config.json': run, 'metrics.csv': '' }],
  ['a run', { 'config.json': run, 'checkpoint/state': '' }],
  ['a comparison of runs', { 'comparison.json': '{"format":"jssl-comparison-1"}' }],
  ['an exported encoder', { 'encoder.json': '{"architecture":{},"input":{}}' }],
  ['a cache', { [`data/pets-${key}.packed`]: '' }],
  [undefined, { 'config.json': run, 'cat.png': '' }],
  [undefined, { 'config.json': '{"model_type":"vit"}', 'metrics.csv': '' }],
  [undefined, { 'config.json': '{', 'metrics.csv': '' }],
  [undefined, { 'config.json': 'null', 'metrics.csv': '' }],
  [undefined, { 'comparison.json': '[]' }],
  [undefined, { 'encoder.json': '{}' }],
  [undefined, { 'data/a.packed': '' }],
  [undefined, { data: '' }],
  [undefined, { 'config.json/inside': '', 'metrics.csv': '' }],
])('%s: %j', (expected, files) => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  expect(ownFolder(folder, readdirSync(folder))).toBe(expected);
});
