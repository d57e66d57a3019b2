import * as tf from '@tensorflow/tfjs';

import { replaceKernel } from './replace-kernel.js';

let registered = false;

/**
 * Lets the WebAssembly backend's product of two matrices, one or both of them transposed, transpose
 * them first, once in a process: its fast product (XNNPACK) takes none that are, and the one that it
 * falls back to takes 4 to 20 times as long. Products of many matrices at once stay as they are.
 */
export function registerTransposedMatMul(): void {
  if (registered) return;
  registered = true;
  replaceKernel(tf.BatchMatMul, (original) => (call) => {
    const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
    const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
    const matrices = a.shape.length === 2 && b.shape.length === 2;
    if (!matrices || !(transposeA || transposeB)) return original(call);
    return tf.tidy(() =>
      tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b),
    );
  });
}
