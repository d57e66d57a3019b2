import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { reshape } from './elementwise.js';
import { padSides, slice } from './padding.js';

/**
 * The gradient of a convolution for its filter of `shape` as windowsᵀ · dy, in the element type of x.
 * Borrows its inputs.
 * @param x padded, where the stride is above 1.
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
  const windows =
    stride === 1 ? unitStrideWindows(raw, x, kernel) : patches(raw, x, kernel, stride);
  const positions = rows * height * width;
  const matrix = reshape(raw, windows, [positions, kernel * kernel * inChannels]);
  const gradients = reshape(raw, dy.retain(), [positions, outChannels]);
  const type = raw.attributes(`windows product ${x.type}`, (of) => [
    of.type('T', x.type),
    of.boolean('transpose_a', true),
    of.boolean('transpose_b', false),
  ]);
  const product = raw.run('MatMul', type, [matrix, gradients]);
  matrix.release();
  gradients.release();
  return reshape(raw, product, shape);
}

/** Windows [N, H, W, kernel · kernel · C] around every pixel, from slices: faster here than patches. */
function unitStrideWindows(raw: RawTensorFlow, x: RawTensor, kernel: number): RawTensor {
  const side = (kernel - 1) / 2;
  const padded = padSides(raw, x, [
    [side, side],
    [side, side],
  ]);
  const slices = Array.from({ length: kernel * kernel }, (_, at) =>
    slice(raw, padded, [0, Math.floor(at / kernel), at % kernel, 0], x.shape),
  );
  padded.release();
  const concatType = raw.attributes(`concat ${x.type} ${slices.length}`, (of) => [
    of.integer('N', slices.length),
    of.type('T', x.type),
    of.type('Tidx', 'int32'),
  ]);
  const windows = raw.run('ConcatV2', concatType, [...slices, raw.integer(3)]);
  for (const slice of slices) slice.release();
  return windows;
}

function patches(raw: RawTensorFlow, x: RawTensor, kernel: number, stride: number): RawTensor {
  const type = raw.attributes(`patches ${x.type} ${kernel} ${stride}`, (of) => [
    of.integer('ksizes', [1, kernel, kernel, 1]),
    of.integer('strides', [1, stride, stride, 1]),
    of.integer('rates', [1, 1, 1, 1]),
    of.type('T', x.type),
    of.string('padding', 'VALID'),
  ]);
  return raw.run('ExtractImagePatches', type, [x]);
}
