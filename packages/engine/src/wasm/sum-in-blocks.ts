import * as tf from '@tensorflow/tfjs-core';

import { replaceKernel } from './replace-kernel.js';

/** The block size: numbers within a block are added in sequence, then the block sums likewise. */
const BLOCK = 64;

let registered = false;

/**
 * Replaces the WebAssembly backend's sums and means, once per process. The originals add all numbers in
 * sequence in float32, with an error proportional to their count: a sum of 2 million squares is off by
 * 1e-3, a batch norm's variance of 65,536 numbers by 8e-6. With blocks, and blocks of blocks, the error
 * grows with the logarithm (Higham, The accuracy of floating point summation, SIAM Journal on Scientific
 * Computing 14, 1993: pairwise summation).
 */
export function registerSumInBlocks(): void {
  if (registered) return;
  registered = true;
  replaceKernel(tf.Sum, (original) => (call) => {
    const { x } = call.inputs as unknown as { x: tf.Tensor };
    const { axis, keepDims } = call.attrs as unknown as tf.SumAttrs;
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const [shape, reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const rows = tf.util.sizeFromShape(shape);
    let count = tf.util.sizeFromShape(reduced);
    if (rows * count === 0) return original(call);
    const sumRows = (matrix: tf.Tensor2D) => {
      const attrs = { axis: [1], keepDims: false };
      const sums = original({ inputs: { x: matrix }, attrs, backend: call.backend });
      return tf.engine().makeTensorFromTensorInfo(sums as tf.TensorInfo);
    };
    return tf.tidy(() => {
      const order = tf.backend_util.getAxesPermutation(axes, x.shape.length);
      let terms = tf.reshape<tf.Rank.R2>(order ? tf.transpose(x, order) : x, [rows, count]);
      while (count > BLOCK) {
        const blocks = Math.ceil(count / BLOCK);
        const padded = padColumns(terms, blocks * BLOCK - count);
        const sums = sumRows(tf.reshape<tf.Rank.R2>(padded, [rows * blocks, BLOCK]));
        terms = tf.reshape(sums, [rows, blocks]);
        count = blocks;
      }
      const kept = keepDims ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape;
      return tf.reshape(sumRows(terms), kept);
    });
  });
  replaceKernel(tf.Mean, () => ({ inputs, attrs }) => {
    const { x } = inputs as unknown as { x: tf.Tensor };
    const { axis, keepDims } = attrs as unknown as tf.MeanAttrs;
    return tf.tidy(() => {
      const total = tf.sum(tf.cast(x, 'float32'), axis, keepDims);
      return tf.div(total, tf.util.sizeFromShape(x.shape) / total.size);
    });
  });
}

function padColumns(matrix: tf.Tensor2D, columns: number): tf.Tensor2D {
  if (columns === 0) return matrix;
  return tf.pad2d(matrix, [
    [0, 0],
    [0, columns],
  ]);
}
