import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

import type { ConvolutionKernels } from '../../kernels/convolution-algorithm.js';
import { registerWasmKernels } from '../register-wasm-kernels.js';
import { offerWasmKernels } from './offer-wasm-kernels.js';

/**
 * Starts tfjs's WebAssembly backend with all that training needs: the kernels that it lacks, and those of
 * `@jssl/kernels`, which compute a training step in a fraction of the time. For browsers, workers and Node; where
 * tfjs's own files lie elsewhere than in the page's folder, call its `setWasmPaths` before.
 * @returns the kernels that are in use, or could be (see `convolutionAlgorithm`); undefined where the backend has
 * threads or the browser lacks SIMD: then tfjs's own are.
 * @throws Error if the backend does not start.
 * @example
 * ```ts
 * import { startWasm } from '@jssl/engine/wasm';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const kernels = await startWasm();
 * console.log(tf.getBackend(), kernels?.instructionSet); // wasm WebAssembly SIMD
 * ```
 */
export async function startWasm(): Promise<ConvolutionKernels | undefined> {
  registerWasmKernels();
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('startWasm: the WebAssembly backend does not start');
  }
  return offerWasmKernels();
}
