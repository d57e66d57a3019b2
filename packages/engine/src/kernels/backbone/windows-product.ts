import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { reshape } from './elementwise.js';
import { transposedProduct } from './transposed-product.js';

/**
 * The gradient of a convolution for its filter of `shape` as windowsᵀ · dy, in the element type of x.
 * Borrows its inputs.
 * @param x padded.
 */
export function windowsProduct(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [kernel = 0, , inChannels = 0, outChannels = 0] = shape;
  const [rows = 0, height = 0, width = 0] = dy.shape;
  const patchesType = raw.attributes(`patches ${x.type} ${kernel} ${stride}`, (of) => [
    of.integer('ksizes', [1, kernel, kernel, 1]),
    of.integer('strides', [1, stride, stride, 1]),
    of.integer('rates', [1, 1, 1, 1]),
    of.type('T', x.type),
    of.string('padding', 'VALID'),
  ]);
  const windows = raw.run('ExtractImagePatches', patchesType, [x]);
  const positions = rows * height * width;
  const matrix = reshape(raw, windows, [positions, kernel * kernel * inChannels]);
  const gradients = reshape(raw, dy.retain(), [positions, outChannels]);
  return reshape(raw, transposedProduct(raw, matrix, gradients), shape);
}
