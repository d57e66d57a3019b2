/**
 * `npm run kernels:check`: builds the C++ kernels with their own check and runs it: both tile sizes, float32
 * and bfloat16, forward and both gradients, of each instruction set that the processor has, compared with plain
 * loops in float64; and the optimizers' steps and the
 * search for nearest rows, and the Jaccard loss; on one thread and on three, which must give the same bits.
 *
 * Builds: `plain`; `lanes`, which has the 16 lanes of AVX-512 in the instructions of any processor; `address`
 * (with undefined behavior) and `thread`, by the compiler's sanitizers; `neon`, with
 * aarch64-linux-gnu-g++ and qemu-aarch64, only when it is named.
 *
 * Usage: node tools/reliability/kernels.mjs [--build NAME ...] [--shapes 20] [--seed 1]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';

const { kernelSources } = await fromPackage('kernels', 'node');

const builds = {
  plain: {},
  lanes: { flags: ['-DJSSL_LANES=16'], withoutAvx512: true },
  address: { flags: ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'] },
  thread: { flags: ['-O1', '-g', '-fsanitize=thread'] },
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

/** Runs a program; ends this one if it fails. */
function run(program, args, { mayFail = false } = {}) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return true;
  if (mayFail) return false;
  process.stderr.write(`kernels: ${program} failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(1);
}

/** @returns whether the check of a build passes. */
function check(name, folder) {
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
    'check-rows',
    'check-updates',
    'check-window-convolution',
  ].map((file) => ({ path: join(dirname(correct.path), `${file}.cc`), flags: correct.flags }));
  process.stdout.write(`${name}: building\n`);
  const objects = [...sources, ...checks].map(({ path, flags: ofFile }, at) => {
    const object = join(folder, `${name}-${at}-${basename(path)}.o`);
    const sets = withoutAvx512
      ? ofFile.map((flag) => (flag.includes('avx512') ? '-mavx2' : flag))
      : ofFile;
    run(compiler, ['-Wall', '-Wextra', ...sets, ...flags, '-c', path, '-o', object]);
    return object;
  });
  const program = join(folder, name);
  run(compiler, ['-pthread', ...flags, ...objects, '-o', program]);
  const [first, ...rest] = [...runner, program, given.shapes, given.seed];
  return run(first, rest, { mayFail: true });
}

const folder = mkdtempSync(join(tmpdir(), 'jssl-kernels-'));
try {
  const failed = (given.build ?? usual).filter((name) => !check(name, folder));
  process.stdout.write(
    failed.length === 0 ? 'all builds pass\n' : `failed: ${failed.join(', ')}\n`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
