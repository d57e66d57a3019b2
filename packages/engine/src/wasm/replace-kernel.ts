import * as tf from '@tensorflow/tfjs';

/**
 * Puts another function in the place of a kernel of the WebAssembly backend.
 * @param replace takes the kernel as it was.
 */
export function replaceKernel(
  kernelName: string,
  replace: (original: tf.KernelFunc) => tf.KernelFunc,
): void {
  const kernel = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: replace(kernel.kernelFunc) });
}
