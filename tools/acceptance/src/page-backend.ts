import { startWasm } from '@jssl/engine/wasm';
import { startWebgpu } from '@jssl/engine/webgpu';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/**
 * Starts a backend of tfjs in a page.
 * @throws Error when it doesn't start, or WebAssembly is without the kernels.
 */
export async function startBackend(name: 'wasm' | 'webgpu'): Promise<void> {
  tf.enableProdMode();
  if (name === 'webgpu') {
    await startWebgpu();
    return;
  }
  setWasmPaths('/');
  if (!(await startWasm())) throw new Error('there are no kernels');
}

/** Runs a test and disposes the tensors and variables that it leaves. */
export async function inScope(run: () => Promise<void>): Promise<void> {
  const engine = tf.engine();
  engine.startScope();
  try {
    await run();
  } finally {
    engine.endScope();
    tf.disposeVariables();
  }
}
