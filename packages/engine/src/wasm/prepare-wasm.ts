import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import { registerWasmKernels } from './register-wasm-kernels.js';

/** Prepares the WebAssembly backend for Node, with the kernels of {@link registerWasmKernels}. */
export function prepareWasm(): void {
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  registerWasmKernels();
}
