import * as tf from '@tensorflow/tfjs-core';

import { kernelInput, type KernelCall } from '../../kernels/tensorflow-backend.js';
import { changeable } from './change-in-place.js';
import { heapOf } from './tensorflow-on-wasm.js';
import type { WasmBackend } from './wasm-backend.js';

/** Writes `rows` [N, D] over those of `matrix` [M, D] from `start` on, in place where nothing else shares its data. */
export function writeRows(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as WasmBackend;
  const heap = heapOf(backend);
  const { start } = call.attrs as unknown as { readonly start: number };
  const [matrix, rows] = [kernelInput(call, 'matrix'), kernelInput(call, 'rows')];
  const { address, copy } = changeable(backend, matrix);
  const size = tf.util.sizeFromShape(rows.shape);
  const from = heap.floatsAt(backend.dataIdMap.get(rows.dataId).memoryOffset, size);
  heap.floatsAt(address + 4 * start * (rows.shape[1] ?? 0), size).set(from);
  if (copy) return [copy];
  backend.incRef(matrix.dataId);
  const { dataId, shape, dtype } = matrix;
  return [{ dataId, shape, dtype }];
}
