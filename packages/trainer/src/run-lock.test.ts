import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError } from './config-error.js';
import { lockRun } from './run-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a folder is held until it is given back', () => {
  const release = lockRun(folder);
  expect(() => lockRun(folder)).toThrow(
    new ConfigError(
      `${folder} is being trained by process ${process.pid}; wait for it, or stop it, before another takes the run`,
    ),
  );
  release();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  lockRun(folder)();
});

test.each([
  ['a process that is gone', '4194304 12\n'],
  ['a later process of the same number', `${process.pid} 1\n`],
  ['a process killed while it wrote', ''],
  ['no process', '-1 x\n'],
])('a lock of %s is taken over', (_, text) => {
  writeFileSync(join(folder, 'lock'), text);
  const release = lockRun(folder);
  expect(() => lockRun(folder)).toThrow(ConfigError);
  release();
});
