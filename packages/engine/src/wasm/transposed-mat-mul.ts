import * as tf from '@tensorflow/tfjs-core';

import { replaceKernel } from './replace-kernel.js';

let registered = false;

/**
 * Makes the WebAssembly backend transpose matrices before multiplying them, once per process: its fast
 * product (XNNPACK) does not support transposed inputs, and its fallback takes 4 to 20 times as long.
 * Batched products are unchanged.
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
