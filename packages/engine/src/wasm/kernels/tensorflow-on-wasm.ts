import * as tf from '@tensorflow/tfjs-core';

import type { NativeTensor, TensorFlowBackend } from '../../kernels/tensorflow-backend.js';
import type { WasmBackend } from './wasm-backend.js';
import { WasmBinding } from './wasm-binding.js';
import { WasmHeap } from './wasm-heap.js';

const heaps = new WeakMap<WasmBackend, WasmHeap>();

/** The kernels beside a backend. @throws Error for one that {@link putTensorflowOnWasm} has not seen. */
export function heapOf(backend: WasmBackend): WasmHeap {
  const heap = heaps.get(backend);
  if (!heap) throw new Error('the WebAssembly backend has no kernels');
  return heap;
}

/**
 * Gives tfjs's WebAssembly backend what tfjs-node's has besides, so that the kernels written for that run on it.
 * @throws an error of the JavaScript engine's where it lacks SIMD or the backend has threads.
 */
export function putTensorflowOnWasm(backend: WasmBackend): void {
  if (heaps.has(backend)) return;
  const heap = new WasmHeap(backend);
  const binding = new WasmBinding(heap, backend);
  const engine = tf.engine();
  const make = ({ id }: Pick<NativeTensor, 'id'>) => {
    const { dataId, shape, dtype } = binding.give(id);
    return engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, engine.backend);
  };
  const ids = (tensors: readonly tf.TensorInfo[]) => tensors.map((tensor) => binding.lend(tensor));
  const added: Pick<
    TensorFlowBackend,
    | 'binding'
    | 'isUsingGpuDevice'
    | 'isFloat32Only'
    | 'createOutputTensor'
    | 'getInputTensorIds'
    | 'executeSingleOutput'
    | 'executeMultipleOutputs'
  > = {
    ...{ binding, isUsingGpuDevice: false, isFloat32Only: true },
    createOutputTensor: make,
    getInputTensorIds: ids,
    executeSingleOutput: (name, attributes, inputs) => {
      const [output] = binding.executeOp(name, attributes, ids(inputs));
      if (!output) throw new Error(`${name} gave no output`);
      return make(output);
    },
    executeMultipleOutputs: (name, attributes, inputs) =>
      binding.executeOp(name, attributes, ids(inputs)).map(make),
  };
  const disposeData = backend.disposeData.bind(backend);
  Object.assign(backend, added, {
    disposeData: (dataId: tf.DataId, force?: boolean) => {
      const gone = disposeData(dataId, force);
      if (gone) binding.forget(dataId);
      return gone;
    },
  });
  heaps.set(backend, heap);
}
