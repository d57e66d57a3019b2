import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';

import { RawTensorFlow } from './raw-tensorflow.js';
import { assignVariable, newVariable, readVariable } from './resource-variable.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';

/** Buffers that TensorFlow made, so that nobody's typed array changes with them. */
const owned = new WeakSet<DataId>();

/** The resource variables of each backend, made when they are first needed. */
const variables = new WeakMap<TensorFlowBackend, number[]>();

function variableOf(backend: TensorFlowBackend, index: number): number {
  let made = variables.get(backend);
  if (!made) variables.set(backend, (made = []));
  const raw = RawTensorFlow.of(backend);
  while (made.length <= index) made.push(newVariable(raw, `jssl-in-place-${made.length}`, []));
  return made[index] ?? NaN;
}

/**
 * Runs an op of TensorFlow that changes resource variables, on variables that hold the values of
 * `tensors`, float32, and gives what they hold afterwards.
 *
 * A tensor whose buffer an earlier call made, and that nothing else shares, lends its buffer: the op
 * works in place, and the tensor itself changes. Any other is copied first, by TensorFlow. So the caller
 * has to put the results in the tensors' places, as `variable.assign` does.
 * @param op gets the variables' handles.
 */
export function updateInPlace(
  backend: TensorFlowBackend,
  tensors: readonly TensorInfo[],
  op: (handles: readonly number[]) => void,
): TensorInfo[] {
  const raw = RawTensorFlow.of(backend);
  const handles = tensors.map((_, index) => variableOf(backend, index));
  const lent = tensors.map(({ dataId }) => owned.has(dataId) && backend.refCount(dataId) === 1);
  const each = <T>(use: (tensor: TensorInfo, handle: number, isLent: boolean) => T) =>
    tensors.map((tensor, index) => use(tensor, handles[index] ?? NaN, lent[index] ?? false));
  each((tensor, handle, isLent) => {
    const id = raw.idOf(tensor);
    assignVariable(raw, handle, id);
    // TensorFlow copies a variable before it changes it, unless the variable alone holds the buffer.
    if (isLent) raw.free(id);
  });
  try {
    op(handles);
  } finally {
    each(({ dataId }, handle, isLent) => {
      if (isLent) backend.tensorMap.get(dataId).id = readVariable(raw, handle).id;
    });
  }
  // The variables go on holding these values until the next call, which costs nothing but that.
  return each((tensor, handle, isLent): TensorInfo => {
    if (isLent) {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
    }
    const result = raw.give(readVariable(raw, handle));
    owned.add(result.dataId);
    return result;
  });
}
