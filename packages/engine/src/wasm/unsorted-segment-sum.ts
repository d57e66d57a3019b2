import * as tf from '@tensorflow/tfjs-core';

let registered = false;

/**
 * Registers the segment sum, which the gradient of `tf.gather` needs and tfjs's WebAssembly backend
 * lacks, once per process: row s of the result [numSegments, …] is the sum of the rows of x [N, …]
 * whose segment is s. Rows with a segment outside the result are ignored.
 */
export function registerUnsortedSegmentSum(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as unknown as { x: tf.Tensor; segmentIds: tf.Tensor1D };
      const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
      return unsortedSegmentSum(x, segmentIds, numSegments);
    },
  });
}

function unsortedSegmentSum(x: tf.Tensor, segmentIds: tf.Tensor1D, numSegments: number): tf.Tensor {
  const rowShape = x.shape.slice(1);
  const size = tf.util.sizeFromShape(rowShape);
  const values = tf.backend().readSync(x.dataId) as Float32Array | Int32Array;
  const segments = tf.backend().readSync(segmentIds.dataId) as Int32Array;
  const sums = new Float64Array(numSegments * size);
  segments.forEach((segment, row) => {
    if (segment < 0 || segment >= numSegments) return;
    for (let column = 0; column < size; column++) {
      const at = segment * size + column;
      sums[at] = (sums[at] ?? NaN) + (values[row * size + column] ?? NaN);
    }
  });
  const rounded = x.dtype === 'int32' ? Int32Array.from(sums) : Float32Array.from(sums);
  return tf.tensor(rounded, [numSegments, ...rowShape], x.dtype);
}
