import * as tf from '@tensorflow/tfjs-core';

/**
 * Converts 8-bit images to float32 in [0, 1].
 * @param bytes values 0 to 255 in [N, H, W, C] order.
 * @param shape [N, H, W, C]
 * @returns [N, H, W, C]
 * @throws RangeError unless there are N·H·W·C bytes.
 * @example
 * ```ts
 * import { imagesFromBytes } from '@jssl/augment';
 *
 * const images = imagesFromBytes(Uint8Array.of(0, 51, 255), [1, 1, 3, 1]);
 * console.log(
 *   images
 *     .arraySync()
 *     .flat(3)
 *     .map((value) => value.toFixed(1)),
 * ); // [ '0.0', '0.2', '1.0' ]
 * ```
 */
export function imagesFromBytes(
  bytes: Uint8Array,
  shape: readonly [number, number, number, number],
): tf.Tensor4D {
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== size) {
    throw new RangeError(
      `imagesFromBytes: bytes must have length ${size} for images [${shape.join(', ')}], got ${bytes.length}`,
    );
  }
  return tf.tidy(() => tf.div(tf.tensor4d(new Float32Array(bytes), [...shape]), 255));
}
