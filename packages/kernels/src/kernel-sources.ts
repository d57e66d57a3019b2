import { join } from 'node:path';

/** A C++ file of the kernels, to be compiled by itself. */
export interface KernelSource {
  readonly path: string;
  /** The compiler's flags for it, understood by GCC and Clang. */
  readonly flags: readonly string[];
}

/** The folder of the C++ files. */
export const sourceFolder = join(import.meta.dirname, '..', 'cc');

const sharedFlags = ['-std=c++17', '-fPIC', '-Wno-psabi'];
/** Compiled for every processor: the level of optimization, by what a file's speed is worth against its compile time. */
const shared: Readonly<Record<string, string>> = {
  'buffers.cc': '-O1',
  'candidates.cc': '-O3',
  'choose-instruction-set.cc': '-O1',
  'choose-row-kernels.cc': '-O1',
  'network.cc': '-O2',
  'parallel.cc': '-O2',
  'scratch.cc': '-O1',
  'check/computes-correctly.cc': '-O1',
  'tensorflow/batch-norm-ops.cc': '-O1',
  'tensorflow/convolution-ops.cc': '-O1',
  'tensorflow/jaccard-loss-ops.cc': '-O1',
  'tensorflow/nearest-op.cc': '-O1',
  'tensorflow/network-ops.cc': '-O1',
  'tensorflow/node-addon.cc': '-O1',
  'tensorflow/op.cc': '-O1',
  'tensorflow/register-ops.cc': '-O1',
  'tensorflow/signals.cc': '-O1',
  'tensorflow/update-ops.cc': '-O1',
  'tensorflow/window-convolution-ops.cc': '-O1',
};
/** Files of float32 arithmetic that rounds as TensorFlow's does: each operation by itself, no fused multiply-add. */
const roundedAlike = ['update.cc'];
const roundedAlikeFlags = ['-O3', '-ffp-contract=off', '-fno-math-errno'];
const avx512 = ['-O3', '-mavx512f', '-mavx512vl', '-mavx512bw', '-mavx512dq', '-mfma'];
const avx2 = ['-O3', '-mavx2', '-mfma'];
/** The files of each instruction set, with the flags that allow it. Few processors still need SSE. */
const instructionSets: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  x64: {
    'kernels-avx512.cc': avx512,
    'kernels-avx2.cc': avx2,
    'kernels-base.cc': ['-O2'],
    'rows-avx512.cc': avx512,
    'rows-avx2.cc': avx2,
    'rows-base.cc': ['-O2'],
  },
  arm64: { 'kernels-base.cc': ['-O3'], 'rows-base.cc': ['-O3'] },
};

/**
 * The C++ files of the kernels for a processor's architecture, slowest to compile first; none for an
 * architecture without kernels. Linked together with `-pthread` and TensorFlow's two libraries they make a
 * Node addon. It needs the headers of Node-API and TensorFlow's C API in the include path.
 * @param arch as Node names it.
 * @example
 * ```ts
 * import { kernelSources } from '@jssl/kernels/node';
 *
 * const [first] = kernelSources('x64');
 * console.log(first?.flags.includes('-mavx512f')); // true
 * ```
 */
export function kernelSources(arch: string = process.arch): readonly KernelSource[] {
  const own = Object.entries(instructionSets[arch] ?? {});
  if (own.length === 0) return [];
  const sources = [
    ...own,
    ...Object.entries(shared).map(([name, level]) => [name, [level]] as const),
    ...roundedAlike.map((name) => [name, roundedAlikeFlags] as const),
  ];
  return sources.map(([name, flags]) => ({
    path: join(sourceFolder, name),
    flags: [...sharedFlags, ...flags],
  }));
}
