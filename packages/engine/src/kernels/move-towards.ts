import * as tf from '@tensorflow/tfjs-core';

import { updateInPlace } from './in-place.js';
import { RawTensorFlow } from './raw-tensorflow.js';
import { descendVariable } from './resource-variable.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/**
 * value ← value − rate · (value − target): a momentum update, exact where both are equal, whatever the
 * rounding of the rate. Inputs `value` and `target` of one shape; output the new value, in place of the
 * old: see {@link updateInPlace}.
 */
function moveTowards(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const { rate } = call.attrs as unknown as { readonly rate: number };
  const [value, target] = [kernelInput(call, 'value'), kernelInput(call, 'target')];
  const ids = [raw.idOf(value), raw.idOf(target)];
  const difference = raw.run('Sub', raw.elementType('float32'), ids);
  const results = updateInPlace(backend, [value], ([handle = NaN]) => {
    descendVariable(raw, handle, raw.scalar(rate), difference);
  });
  difference.release();
  return results;
}

/**
 * Registers the momentum update for the TensorFlow backend, under the name that `@jssl/moco` asks for
 * with the key encoder, and `@jssl/resnet` with running statistics.
 */
export function registerMoveTowards(): void {
  tf.registerKernel({
    kernelName: 'JsslMoveTowards',
    backendName: 'tensorflow',
    kernelFunc: (call) => moveTowards(call),
  });
}
