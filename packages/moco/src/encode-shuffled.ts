import * as tf from '@tensorflow/tfjs-core';

import { invertPermutation } from './permutation.js';

/**
 * Shuffled batch norm (arXiv 1911.05722, Section 3.3): encodes a batch in another order and restores the
 * order of the outputs, so that a query cannot recognize its key by shared batch-norm statistics.
 *
 * The statistics of a group do not depend on the order within it, so `encode` must normalize several groups
 * of the batch separately; with a single group this changes nothing.
 *
 * @param images [N, ...], not disposed.
 * @param permutation each of 0 … N − 1 once: row i of the shuffled batch is image `permutation[i]`.
 * @param encode returns a record of tensors [N, ...] for the shuffled images, which it must not dispose. Its
 * outputs are disposed, but not other tensors that it creates.
 * @returns the same record with row i of each tensor belonging to image i.
 * @throws TypeError when `images` or an output is a scalar, RangeError when its rows are not N or
 * `permutation` is no permutation of N rows.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { encodeShuffled } from '@jssl/moco';
 *
 * const images = tf.tensor2d([[1], [2], [3]]); // [N, ...]
 * const { keys } = encodeShuffled(images, [2, 0, 1], (shuffled) => {
 *   console.log(shuffled.dataSync().join()); // 3,1,2
 *   return { keys: tf.mul(shuffled, 10) };
 * });
 * console.log(keys.dataSync().join()); // 10,20,30
 * ```
 */
export function encodeShuffled<
  Images extends tf.Tensor,
  Outputs extends Readonly<Record<string, tf.Tensor>>,
>(
  images: Images,
  permutation: ArrayLike<number>,
  encode: (shuffled: Images) => Outputs,
): { [Name in keyof Outputs]: Outputs[Name] } {
  if (images.rank === 0) throw new TypeError('encodeShuffled: images must be [N, ...], got []');
  const [rows] = images.shape;
  if (permutation.length !== rows) {
    throw new RangeError(
      `encodeShuffled: permutation must have N = ${rows} entries, one an image, got ${permutation.length}`,
    );
  }
  const inverse = invertPermutation(permutation);
  const shuffled = gatherRows(images, Int32Array.from(permutation));
  let outputs: Outputs | undefined;
  try {
    outputs = encode(shuffled);
    const entries = Object.entries(outputs);
    for (const [name, output] of entries) checkRows(name, output, rows);
    const restored = entries.map(([name, output]) => [name, gatherRows(output, inverse)]);
    return Object.fromEntries(restored) as Outputs;
  } finally {
    tf.dispose([shuffled, { ...outputs }]);
  }
}

function gatherRows<T extends tf.Tensor>(tensor: T, rows: Int32Array): T {
  return tf.tidy(() => tf.gather(tensor, tf.tensor1d(rows, 'int32')));
}

function checkRows(name: string, output: tf.Tensor, rows: number): void {
  const shape = `[${output.shape.join(', ')}]`;
  if (output.rank === 0) {
    throw new TypeError(`encodeShuffled: output ${name} must be [N, ...], got ${shape}`);
  }
  if (output.shape[0] !== rows) {
    throw new RangeError(
      `encodeShuffled: output ${name} must have N = ${rows} rows like images, got ${shape}`,
    );
  }
}
