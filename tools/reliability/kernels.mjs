/**
 * `npm run kernels:check`: builds and runs the check of the C++ kernels. It compares convolutions (both tile
 * sizes, float32 and bfloat16, forward and both gradients), layers in one call, optimizer steps, the search for nearest rows and
 * the Jaccard loss with plain loops in float64, for each instruction set of the processor. One thread and three
 * threads must give the same bits.
 *
 * Builds: `plain`; `lanes`, which has the 16 lanes of AVX-512 in the instructions of any processor; `address`
 * (with undefined behavior) and `thread`, by the compiler's sanitizers; `neon`, with
 * aarch64-linux-gnu-g++ and qemu-aarch64, only when it is named.
 *
 * Usage: node tools/reliability/kernels.mjs [--build NAME ...] [--shapes 20] [--seed 1]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';

const { kernelSources } = await fromPackage('kernels', 'node');

const builds = {
  plain: {},
  lanes: { flags: ['-DJSSL_LANES=16'], withoutAvx512: true },
  address: { flags: ['-O1', '-g1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'] },
  thread: { flags: ['-O1', '-g1', '-fsanitize=thread'] },
  neon: {
    ...{ compiler: 'aarch64-linux-gnu-g++', arch: 'arm64', flags: ['-static'] },
    runner: ['qemu-aarch64'],
  },
};
const usual = Object.keys(builds).filter((name) => name !== 'neon');

const { values: given } = parseArgs({
  options: {
    build: { type: 'string', multiple: true },
    shapes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const unknown = given.build?.find((name) => !(name in builds));
if (unknown !== undefined) {
  const names = Object.keys(builds).join(', ');
  process.stderr.write(`kernels: --build must be one of ${names}; got ${unknown}\n`);
  process.exit(2);
}

/** Runs a program. @returns whether it succeeds. */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', ({ message }) => {
      process.stderr.write(`kernels: ${program}: ${message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Runs a compiler on each list of arguments, on all cores, the first ones first. @returns whether all succeed. */
async function compileAll(compiler, calls) {
  const waiting = [...calls];
  let succeed = true;
  const work = async () => {
    for (let args = waiting.shift(); args && succeed; args = waiting.shift()) {
      if (!(await run(compiler, args))) succeed = false;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return succeed;
}

/** @returns whether the check of a build passes. */
async function check(name, folder) {
  const {
    compiler = process.env['CXX'] ?? (process.platform === 'darwin' ? 'clang++' : 'g++'),
    arch = process.arch,
    flags = [],
    withoutAvx512 = false,
    runner = [],
  } = builds[name];
  const sources = kernelSources(arch).filter(({ path }) => !path.includes('tensorflow'));
  if (sources.length === 0) {
    process.stderr.write(`kernels: there are none for ${arch}\n`);
    process.exit(2);
  }
  const [correct] = sources.filter(({ path }) => path.endsWith('computes-correctly.cc'));
  const checks = [
    'main',
    'check-batch-norm',
    'check-loss',
    'check-network',
    'check-rows',
    'check-updates',
    'check-window-convolution',
  ].map((file) => ({ path: join(dirname(correct.path), `${file}.cc`), flags: correct.flags }));
  process.stdout.write(`${name}: building\n`);
  const compiled = [...sources, ...checks].map(({ path, flags: ofFile }, at) => {
    const sets = withoutAvx512
      ? ofFile.map((flag) => (flag.includes('avx512') ? '-mavx2' : flag))
      : ofFile;
    const object = join(folder, `${name}-${at}-${basename(path)}.o`);
    const args = ['-Wall', '-Wextra', ...sets, ...flags, '-c', path, '-o', object];
    return { object, args };
  });
  const calls = compiled.map(({ args }) => args);
  if (!(await compileAll(compiler, calls))) return false;
  const program = join(folder, name);
  const objects = compiled.map(({ object }) => object);
  if (!(await run(compiler, ['-pthread', ...flags, ...objects, '-o', program]))) return false;
  const [first, ...rest] = [...runner, program, given.shapes, given.seed];
  return run(first, rest);
}

const folder = mkdtempSync(join(tmpdir(), 'jssl-kernels-'));
try {
  const failed = [];
  for (const name of given.build ?? usual) if (!(await check(name, folder))) failed.push(name);
  process.stdout.write(
    failed.length === 0 ? 'all builds pass\n' : `failed: ${failed.join(', ')}\n`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
