import * as tf from '@tensorflow/tfjs-core';

/**
 * Replaces a kernel of the WebAssembly backend.
 * @param replace receives the original kernel.
 */
export function replaceKernel(
  kernelName: string,
  replace: (original: tf.KernelFunc) => tf.KernelFunc,
): void {
  const kernel = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: replace(kernel.kernelFunc) });
}
