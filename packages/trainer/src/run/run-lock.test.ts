import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';

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
    new InputError(
      `${folder} is being trained by process ${process.pid}; wait for it or stop it first`,
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
  expect(() => lockRun(folder)).toThrow(InputError);
  release();
});

/** Locks the folder as a process that then runs a shell's line. */
const heldBy = (line: string) => {
  const child = spawn('sh', ['-c', line]);
  const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  writeFileSync(join(folder, 'lock'), `${child.pid ?? 0} ${start}\n`);
  return child;
};

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a lock of a process that is ending is waited for', () => {
  heldBy('sleep 0.5');
  // Node asks for its end only once this test gives way: till then it is in the list of processes.
  lockRun(folder)();
});

onLinux('a process that goes on keeps its lock', () => {
  const child = heldBy('exec sleep 60');
  const message = `${folder} is being trained by process ${child.pid ?? 0}; wait for it or stop it first`;
  expect(() => lockRun(folder)).toThrow(new InputError(message));
  child.kill('SIGKILL');
});
