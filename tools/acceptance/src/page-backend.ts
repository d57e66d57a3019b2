import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';

/**
 * Starts a backend of tfjs in a page.
 * @param registerKernels what WebAssembly lacks for training.
 * @throws Error when it doesn't start.
 */
export async function startBackend(name: string, registerKernels: () => void): Promise<void> {
  tf.enableProdMode();
  setWasmPaths('/');
  if (name === 'wasm') registerKernels();
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} does not start`);
  await tf.ready();
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
