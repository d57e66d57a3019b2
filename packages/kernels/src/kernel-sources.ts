import { join } from 'node:path';

/** A C++ file of the kernels, to be compiled by itself. */
export interface KernelSource {
  readonly path: string;
  /** The compiler's flags for it, understood by GCC and Clang. */
  readonly flags: readonly string[];
}

/** The folder of the C++ files. */
export const sourceFolder = join(import.meta.dirname, '..', 'cc');

const sharedFlags = ['-std=c++17', '-O3', '-fPIC', '-Wno-psabi'];
const shared = [
  'candidates.cc',
  'choose-instruction-set.cc',
  'choose-row-kernels.cc',
  'parallel.cc',
  'scratch.cc',
  'check/computes-correctly.cc',
  'tensorflow/batch-norm-ops.cc',
  'tensorflow/convolution-ops.cc',
  'tensorflow/jaccard-loss-ops.cc',
  'tensorflow/nearest-op.cc',
  'tensorflow/node-addon.cc',
  'tensorflow/op.cc',
  'tensorflow/register-ops.cc',
  'tensorflow/update-ops.cc',
  'tensorflow/window-convolution-ops.cc',
];
/** Files of float32 arithmetic that rounds as TensorFlow's does: each operation by itself, no fused multiply-add. */
const roundedAlike = ['update.cc'];
const roundedAlikeFlags = ['-ffp-contract=off', '-fno-math-errno'];
/** The file of each instruction set, with the flags that allow it. */
const instructionSets: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  x64: {
    'kernels-avx512.cc': ['-mavx512f', '-mavx512vl', '-mavx512bw', '-mavx512dq', '-mfma'],
    'kernels-avx2.cc': ['-mavx2', '-mfma'],
    'kernels-base.cc': [],
    'rows-avx512.cc': ['-mavx512f', '-mavx512vl', '-mavx512bw', '-mavx512dq', '-mfma'],
    'rows-avx2.cc': ['-mavx2', '-mfma'],
    'rows-base.cc': [],
  },
  arm64: { 'kernels-base.cc': [], 'rows-base.cc': [] },
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
    ...shared.map((name) => [name, []] as const),
    ...roundedAlike.map((name) => [name, roundedAlikeFlags] as const),
  ];
  return sources.map(([name, flags]) => ({
    path: join(sourceFolder, name),
    flags: [...sharedFlags, ...flags],
  }));
}
