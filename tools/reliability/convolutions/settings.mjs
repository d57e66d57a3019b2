/** The ways in which a convolution can be computed on this machine. */
import { readdirSync } from 'node:fs';

import { fromPackage } from '../../measurement/from-package.mjs';

const { cpuFeatures } = await fromPackage('engine', 'machine');
const { tileFor, windowsPay } = await fromPackage('kernels');

/** @type {import('@jssl/kernels').ConvolutionDirection[]} */
const directions = ['forward', 'inputGradient', 'filterGradient'];

/**
 * oneDNN's limit on instruction sets makes a newer processor take the kernels of an older one.
 * @typedef {{ name: string, precision: 'f32' | 'bf16', backend: 'native' | 'wasm',
 *   env: Record<string, string>, needs: string[], takes?: (shape: import('./shapes.mjs').Shape) => boolean
 *   }} Setting `takes`: the convolutions that it computes otherwise than others do; by default all.
 */

/**
 * @param {string} isa
 * @param {string[]} needs
 * @param {'f32' | 'bf16'} precision
 * @returns {Setting}
 */
function oneDnn(isa, needs, precision = 'f32') {
  const name = isa === 'ALL' ? 'oneDNN' : `oneDNN up to ${isa}`;
  const env = {
    ...{ TF_ENABLE_ONEDNN_OPTS: '1', ONEDNN_MAX_CPU_ISA: isa },
    JSSL_CONVOLUTION: 'direct',
  };
  return { name, precision, backend: 'native', env, needs };
}

/**
 * The kernels of @jssl/kernels, up to an instruction set as oneDNN names it. They compute bfloat16 anywhere.
 * @returns {Setting[]}
 */
function winograd(name, isa, needs) {
  /** @type {('f32' | 'bf16')[]} */
  const precisions = ['f32', 'bf16'];
  return precisions.map((precision) => ({
    ...{ name: `Winograd with ${name}`, precision, backend: 'native', needs },
    env: {
      ...{ TF_ENABLE_ONEDNN_OPTS: '1', ONEDNN_MAX_CPU_ISA: isa },
      JSSL_CONVOLUTION: 'winograd',
    },
    takes: (shape) => {
      const isPlain = shape.kernel === 3 && shape.stride === 1;
      return directions.every(
        (direction) =>
          (isPlain && tileFor({ ...shape, direction })) || windowsPay({ ...shape, direction }),
      );
    },
  }));
}

/** @type {Setting[]} */
const settings = [
  ...(process.arch === 'x64'
    ? [
        oneDnn('SSE41', []),
        oneDnn('AVX2', ['avx2']),
        oneDnn('AVX512_CORE', ['avx512f']),
        oneDnn('AVX512_CORE', ['avx512f'], 'bf16'),
        oneDnn('ALL', ['avx512_bf16']),
        oneDnn('ALL', ['avx512_bf16'], 'bf16'),
        ...winograd('SSE', 'SSE41', []),
        ...winograd('AVX2', 'AVX2', ['avx2']),
        // Without oneDNN's bfloat16, which would compute some.
        ...winograd('AVX-512', 'AVX512_CORE', ['avx512f']),
      ]
    : [
        ...[oneDnn('ALL', []), oneDnn('ALL', ['bf16'], 'bf16')],
        ...winograd('NEON', 'ALL', ['asimd']),
      ]),
  {
    name: 'Eigen',
    precision: 'f32',
    backend: 'native',
    env: { TF_ENABLE_ONEDNN_OPTS: '0', JSSL_CONVOLUTION: 'direct' },
    needs: [],
  },
  {
    ...{ name: 'WebAssembly', precision: 'f32', backend: 'wasm', needs: [] },
    env: { JSSL_CONVOLUTION: 'direct' },
  },
];

/** The settings that this processor has the instructions for, and those that it lacks them for. */
export function settingsHere() {
  const features = cpuFeatures();
  const missing = ({ needs }) => needs.filter((one) => !features.includes(one));
  return {
    offered: settings.filter((one) => missing(one).length === 0),
    skipped: settings
      .filter((one) => missing(one).length > 0)
      .map((one) => ({ ...one, missing: missing(one) })),
  };
}

/** What makes glibc notice writes past the end of a buffer, where its debugging library is installed. */
export function heapChecks() {
  const folders = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/lib64', '/usr/lib'];
  for (const folder of process.platform === 'linux' ? folders : []) {
    try {
      const name = readdirSync(folder).find((one) => one.startsWith('libc_malloc_debug.so'));
      if (name) return { LD_PRELOAD: `${folder}/${name}`, GLIBC_TUNABLES: 'glibc.malloc.check=3' };
    } catch {
      // No such folder.
    }
  }
  return {};
}
