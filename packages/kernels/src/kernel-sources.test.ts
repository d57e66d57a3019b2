import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { kernelSources, sourceFolder } from './kernel-sources.js';

test('every C++ file but the check and those for WebAssembly is compiled for x64, with flags of its own where it needs them', () => {
  const files = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cc') && !name.startsWith('wasm'))
    .filter((name) => !name.startsWith('check') || name === join('check', 'computes-correctly.cc'))
    .map((name) => join(sourceFolder, name));
  const sources = kernelSources('x64');
  expect(sources.map(({ path }) => path).sort()).toEqual(files.sort());
  const flagged = sources.filter(({ flags }) => flags.some((flag) => flag.startsWith('-m')));
  expect(flagged.map(({ path }) => path.slice(sourceFolder.length + 1))).toEqual([
    'kernels-avx512.cc',
    'kernels-avx2.cc',
    'rows-avx512.cc',
    'rows-avx2.cc',
  ]);
});

test('arm64 has NEON alone, and other architectures have no kernels', () => {
  const sources = kernelSources('arm64');
  expect(sources.every(({ path }) => existsSync(path))).toBe(true);
  expect(sources.flatMap(({ flags }) => flags).filter((flag) => flag.startsWith('-m'))).toEqual([]);
  expect(kernelSources('riscv64')).toEqual([]);
});
