import * as tf from '@tensorflow/tfjs-core';

import type { WasmBackend } from './wasm-backend.js';
import { heapOf } from './tensorflow-on-wasm.js';

/** A tensor to be changed, or its copy where something else shares its data. */
export interface Changeable {
  readonly address: number;
  /** The copy; undefined where the tensor itself changes. */
  readonly copy: tf.TensorInfo | undefined;
}

/** Makes ready to change a float32 tensor's numbers in place. */
export function changeable(backend: WasmBackend, tensor: tf.TensorInfo): Changeable {
  const { dataId, shape } = tensor;
  const size = tf.util.sizeFromShape(shape);
  const data = backend.dataIdMap.get(dataId);
  if (backend.refCount(dataId) === 1) {
    // XNNPACK keeps packed copies of weights by a tensor's number.
    backend.wasm.tfjs.disposeData(data.id);
    data.id = backend.dataIdNextNumber++;
    backend.wasm.tfjs.registerTensor(data.id, size, data.memoryOffset);
    return { address: data.memoryOffset, copy: undefined };
  }
  const copy = backend.makeOutput(shape, 'float32');
  const address = backend.dataIdMap.get(copy.dataId).memoryOffset;
  const heap = heapOf(backend);
  heap.floatsAt(address, size).set(heap.floatsAt(data.memoryOffset, size));
  return { address, copy };
}
