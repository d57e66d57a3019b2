import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { kernelsVersion } from '@jssl/kernels';
import { kernelSources } from '@jssl/kernels/node';

import { compileKernels, kernelsLibrary } from './compile-kernels.js';
import { engineRelease } from './engine-release.js';

const release = engineRelease();
const before = process.env['CXX'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-kernels-'));
});
afterEach(() => {
  if (before === undefined) delete process.env['CXX'];
  else process.env['CXX'] = before;
  rmSync(folder, { recursive: true });
});

/** Makes `CXX` a program that notes its calls. */
function useCompiler(script: string, name = 'compiler'): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "$*" >> "${join(folder, 'calls')}"\n${script}\n`);
  chmodSync(file, 0o755);
  process.env['CXX'] = file;
}
const calls = () => (existsSync(join(folder, 'calls')) ? readdirSync(folder) : []);
const writes = 'while [ "$1" != -o ]; do shift; done; echo object > "$2"';
const kernels = () => readdirSync(join(folder, 'kernels'));

test('they are compiled once, each source with its flags, and nothing else is left', async () => {
  useCompiler(writes);
  const onStart = jest.fn();
  const library = kernelsLibrary(folder);
  expect(await compileKernels(folder, release, { onStart })).toEqual({ library });
  expect(onStart).toHaveBeenCalledTimes(1);
  expect(kernels()).toEqual([basename(library)]);
  expect(calls()).toContain('calls');

  rmSync(join(folder, 'calls'));
  expect(await compileKernels(folder, release, { onStart })).toEqual({ library });
  expect(onStart).toHaveBeenCalledTimes(1);
  expect(calls()).toEqual([]);
});

test('libraries of older versions are removed, others stay', async () => {
  useCompiler(writes);
  mkdirSync(join(folder, 'kernels'));
  const others = ['V999-0.node', `${kernelsVersion}-0.node`, 'notes'];
  for (const name of ['V0-a.node', 'V1-b.node', 'V1-b.node.failed', ...others]) {
    writeFileSync(join(folder, 'kernels', name), '');
  }
  expect(await compileKernels(folder, release)).toEqual({ library: kernelsLibrary(folder) });
  expect(kernels().sort()).toEqual([...others, basename(kernelsLibrary(folder))].sort());
});

test('a failure is noted, and tried again with another compiler or when asked', async () => {
  useCompiler('echo "x.cc:3: error: what" >&2; exit 1');
  const problem = `${join(folder, 'compiler')} could not compile them: x.cc:3: error: what`;
  expect(await compileKernels(folder, release)).toEqual({ problem });
  rmSync(join(folder, 'calls'));
  expect(await compileKernels(folder, release)).toEqual({ problem });
  expect(calls()).toEqual([]);
  expect(await compileKernels(folder, release, { again: true })).toEqual({ problem });
  expect(calls()).toContain('calls');
  useCompiler(writes, 'another');
  expect(await compileKernels(folder, release)).toEqual({ library: kernelsLibrary(folder) });
});

test('a compiler that is missing is a problem, not an error', async () => {
  process.env['CXX'] = join(folder, 'none');
  expect(await compileKernels(folder, release)).toEqual({
    problem: `${join(folder, 'none')} could not compile them: ${join(folder, 'none')}: not found`,
  });
});

test('the kernels of another process are waited for, those of a process that is gone are not', async () => {
  useCompiler(writes);
  const gone = join(folder, 'kernels', 'tmp-99999999-abc');
  const running = join(folder, 'kernels', `tmp-${process.ppid}-abc`);
  for (const one of [gone, running]) mkdirSync(one, { recursive: true });
  const compiled = compileKernels(folder, release);
  while (existsSync(gone)) await new Promise((resolve) => setTimeout(resolve, 20));
  // Longer than it waits before it looks again.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(calls()).toEqual([]);
  writeFileSync(kernelsLibrary(folder), 'library');
  expect(await compiled).toEqual({ library: kernelsLibrary(folder) });
  expect(calls()).toEqual([]);
});

test('there are none for a GPU', async () => {
  expect(await compileKernels(folder, { ...release, gpu: true })).toBeUndefined();
  expect(kernelSources('riscv64')).toEqual([]);
});
