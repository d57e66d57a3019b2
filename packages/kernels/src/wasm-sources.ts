import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { sourceFolder } from './kernel-sources.js';

/** The compiler that makes the committed file, a package of PyPI: others make other bytes. */
export const wasmCompiler = 'ziglang==0.17.1';

const flags = [
  ...['-target', 'wasm32-wasi', '-mcpu=generic+simd128+bulk_memory+nontrapping_fptoint'],
  ...['-std=c++17', '-O2', '-fno-unroll-loops', '-fPIC', '-fvisibility=hidden'],
  // The memory is another module's, and so is the way to get more of it.
  ...['-fno-exceptions', '-fno-rtti', '-fno-aligned-allocation', '-fno-sanitize=all'],
  // Each operation is rounded by itself, as `update.cc` needs; there is no fused multiply-add to lose.
  ...['-ffp-contract=off', '-fno-math-errno', '-g0'],
];

/** Flags of `wasm-ld`: a module that can be loaded anywhere into a memory that it imports. */
export const wasmLinkFlags = [
  ...['-shared', '--experimental-pic', '--no-entry', '--import-memory', '--strip-all'],
];

/** The C++ files of the kernels for WebAssembly, each with its flags. */
export function wasmSources(): readonly { readonly path: string; readonly flags: string[] }[] {
  const names = ['wasm/exports.cc', 'wasm/platform.cc', 'wasm/logarithm.cc', 'update.cc'];
  return [...names, 'candidates.cc'].map((name) => ({ path: join(sourceFolder, name), flags }));
}

/** A digest of what the file is made of: compiler, flags, and sources with all that they include. */
export function wasmSourcesHash(): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([wasmCompiler, flags, wasmLinkFlags]));
  const seen = new Set<string>();
  const add = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
    hash.update(relative(sourceFolder, path).replaceAll('\\', '/')).update(text);
    for (const [, name = ''] of text.matchAll(/^#include "([^"]+)"/gm))
      add(join(dirname(path), name));
  };
  for (const { path } of wasmSources()) add(path);
  return hash.digest('hex');
}
