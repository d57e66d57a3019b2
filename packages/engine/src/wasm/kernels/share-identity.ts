import type * as tf from '@tensorflow/tfjs-core';
import { Identity } from '@tensorflow/tfjs-core';

import { replaceKernel } from '../replace-kernel.js';
import type { WasmBackend } from './wasm-backend.js';

/**
 * Lets a tensor's clone share its data, where tfjs's WebAssembly backend copies them; each tensor that a gradient saves
 * is a clone.
 */
export function shareIdentity(): void {
  replaceKernel(Identity, (original) => (call) => {
    const { dataId, shape, dtype } = call.inputs['x'] as tf.TensorInfo;
    if (dtype === 'string') return original(call);
    (call.backend as WasmBackend).incRef(dataId);
    return { dataId, shape, dtype };
  });
}
