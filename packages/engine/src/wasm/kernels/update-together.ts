import { updateOps } from '@jssl/kernels';
import { wasmRules } from '@jssl/kernels/wasm';
import * as tf from '@tensorflow/tfjs-core';

import type { UpdateCall } from '../../kernels/update-together.js';
import { changeable } from './change-in-place.js';
import { heapOf } from './tensorflow-on-wasm.js';
import type { WasmBackend } from './wasm-backend.js';

/** Changes all tensors in one call, as the kernel of the TensorFlow backend of the same name does. */
export function updateTogether({
  inputs: { tensors, sources, scale },
  attrs: { rule, numbers },
  backend: given,
}: UpdateCall): readonly (tf.Tensor | undefined)[] | undefined {
  const backend = given as WasmBackend;
  const heap = heapOf(backend);
  if (sources.length === 0) return [];
  const data = new Set([...tensors, ...sources].map(({ dataId }) => dataId));
  if (data.size < tensors.length + sources.length) return undefined;
  const { moments } = updateOps.update[rule];
  if (tensors.length !== sources.length * (1 + moments)) {
    throw new Error('updateTogether: sources must be one for each value');
  }
  const count = sources.length;
  tensors.forEach(({ shape }, at) => {
    if (tf.util.arraysEqual(shape, sources[at % count]?.shape ?? [])) return;
    throw new Error('updateTogether: a value and its source must have one shape');
  });
  const addressOf = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  const factor = scale ? (heap.floatsAt(addressOf(scale), 1)[0] ?? NaN) : 1;
  const changed = tensors.map((tensor) => changeable(backend, tensor));
  const table = sources.flatMap((source, at) => {
    const moment = (number: number) =>
      number < moments ? (changed[(1 + number) * count + at]?.address ?? 0) : 0;
    const isLayer = source.shape.length > 1 ? 1 : 0;
    return [
      ...[changed[at]?.address ?? 0, moment(0), moment(1)],
      ...[addressOf(source), tf.util.sizeFromShape(source.shape), isLayer],
    ];
  });
  heap.withTable(table, (address) => {
    heap.withFloats(numbers, (at) => {
      heap.kernels.updateAll(wasmRules[rule], at, factor, address, count);
    });
  });
  const engine = tf.engine();
  return changed.map(({ copy }) => copy && engine.makeTensorFromTensorInfo(copy, engine.backend));
}

/** The Euclidean norm of all tensors together, a scalar; all are float32, and there is at least one. */
export function normTogether({
  inputs: { tensors },
  backend: given,
}: {
  readonly inputs: { readonly tensors: readonly tf.TensorInfo[] };
  readonly backend: unknown;
}): tf.Tensor {
  const backend = given as WasmBackend;
  const heap = heapOf(backend);
  const table = tensors.flatMap(({ dataId, shape }) => [
    backend.dataIdMap.get(dataId).memoryOffset,
    tf.util.sizeFromShape(shape),
  ]);
  return tf.scalar(heap.withTable(table, (at) => heap.kernels.normOfAll(at, tensors.length)));
}
