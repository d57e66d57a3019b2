import * as tf from '@tensorflow/tfjs-core';

import { updateInPlace } from './in-place.js';
import { RawTensorFlow } from './raw-tensorflow.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/**
 * Writes `rows` [N, D] over the rows of `matrix` [M, D] from `start` on, N at most M − start. Output the
 * new matrix, in place of the old: see {@link updateInPlace}.
 */
function writeRows(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const { start } = call.attrs as unknown as { readonly start: number };
  const rows = kernelInput(call, 'rows');
  const [count = 0, columns = 0] = rows.shape;
  const attributes = raw.attributes('slice assign', (of) => [
    of.type('T', 'float32'),
    of.type('Index', 'int32'),
    ...['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'].map(
      (name) => of.integer(name, 0),
    ),
  ]);
  return updateInPlace(backend, [kernelInput(call, 'matrix')], ([handle = NaN]) => {
    const [begin, end] = [raw.integers([start, 0]), raw.integers([start + count, columns])];
    const inputs = [handle, begin, end, raw.integers([1, 1]), raw.idOf(rows)];
    raw.execute('ResourceStridedSliceAssign', attributes, inputs, 0);
  });
}

/** Registers the writing of rows for the TensorFlow backend, under the name that `@jssl/moco` asks for. */
export function registerWriteRows(): void {
  tf.registerKernel({
    kernelName: 'JsslWriteRows',
    backendName: 'tensorflow',
    kernelFunc: (call) => writeRows(call),
  });
}
