import * as tf from '@tensorflow/tfjs-core';
// Only bundlers can import this; everybody else imports @tensorflow/tfjs, which has it.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { startWasm } from '@jssl/engine/wasm';
import { findWebgpu, startWebgpu } from '@jssl/engine/webgpu';

/**
 * Starts the GPU, or WebAssembly where there is none.
 * @param wanted 'webgpu', 'wasm' or 'auto'.
 * @param onError called when the GPU fails later.
 * @returns what it is, in words.
 */
export async function startBackend(wanted, onError) {
  tf.enableProdMode();
  if (wanted === 'webgpu') return startGpu(onError);
  if (wanted === 'wasm' || !(await hasGpu())) return startWebAssembly();
  return startGpu(onError).catch(startWebAssembly);
}

async function startGpu(onError) {
  const { name, isSoftware } = await startWebgpu({ onError });
  return `WebGPU (${isSoftware ? 'no GPU, in software: slow' : name})`;
}

/** Starts WebAssembly, with one thread: the kernels need no more, and compute faster than those with threads. */
export async function startWebAssembly() {
  setWasmPaths(new URL('.', self.location.href).href);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const kernels = await startWasm();
  return kernels ? 'WebAssembly' : 'WebAssembly without SIMD: slow';
}

async function hasGpu() {
  const gpu = await findWebgpu();
  return gpu !== undefined && !gpu.isSoftware;
}
