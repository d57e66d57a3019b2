import { rowOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/**
 * The `k` rows of `bank` [B, F] with the largest products with each of `queries` [N, F]: the products [N, k] and the
 * rows [N, k], as tf.topk orders them. The products of all pairs never exist together.
 */
function nearestRows(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const { k } = call.attrs as unknown as { readonly k: number };
  const attributes = [{ name: 'k', type: backend.binding.TF_ATTR_INT, value: k }];
  const inputs = [kernelInput(call, 'queries'), kernelInput(call, 'bank')];
  return backend.executeMultipleOutputs(rowOps.nearest.name, attributes, inputs, 2);
}

/**
 * Registers the search for the TensorFlow backend, under the name that `@jssl/eval` asks for. Only where the kernels of
 * `@jssl/kernels` are loaded.
 */
export function registerNearestRows(backendName = 'tensorflow'): void {
  tf.registerKernel({
    kernelName: 'JsslNearestRows',
    backendName,
    kernelFunc: (call) => nearestRows(call),
  });
}
