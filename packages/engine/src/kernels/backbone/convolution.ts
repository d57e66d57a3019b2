import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { OpAttribute } from '../tensorflow-backend.js';
import { castTo, reshape } from './elementwise.js';

type Shape = readonly [rows: number, height: number, width: number, channels: number];

const shapeOf = ({ shape }: RawTensor) => shape as Shape;

/**
 * The attributes of Conv2D and its two gradients. A gradient's padding is never EXPLICIT: oneDNN does not
 * take it, and Eigen is up to a hundred times slower.
 */
function attributes(raw: RawTensorFlow, type: ElementType, stride: number): readonly OpAttribute[] {
  return raw.attributes(`convolution ${type} ${stride}`, (of) => [
    of.type('T', type),
    of.integer('strides', [1, stride, stride, 1]),
    of.string('padding', stride === 1 ? 'SAME' : 'VALID'),
    of.string('data_format', 'NHWC'),
    of.boolean('use_cudnn_on_gpu', true),
    of.integer('dilations', [1, 1, 1, 1]),
  ]);
}

/** Zeros in front of and behind each side of `size` pixels, so that a kernel's windows fit exactly. */
function sidePadding(
  size: number,
  kernel: number,
  stride: number,
): [before: number, after: number] {
  const before = (kernel - 1) / 2;
  const outputs = Math.floor((size + 2 * before - kernel) / stride) + 1;
  return [before, Math.max(0, (outputs - 1) * stride + kernel - before - size)];
}

/**
 * `x` with PyTorch's padding for a stride above 1, where TensorFlow's SAME would pad otherwise; `x`
 * itself, retained, where none is needed.
 */
export function padForStride(
  raw: RawTensorFlow,
  x: RawTensor,
  kernel: number,
  stride: number,
): RawTensor {
  if (stride === 1 || kernel === 1) return x.retain();
  const [, height, width] = shapeOf(x);
  const sides = [sidePadding(height, kernel, stride), sidePadding(width, kernel, stride)];
  const padding = raw.integers([0, 0, ...sides.flat(), 0, 0], 2);
  const type = raw.attributes(`pad ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Tpaddings', 'int32'),
  ]);
  return raw.run('Pad', type, [x, padding]);
}

/** The part of `padded` that `padForStride` took from a tensor of `shape`; takes `padded` over. */
export function cutPadding(
  raw: RawTensorFlow,
  padded: RawTensor,
  shape: readonly number[],
  kernel: number,
): RawTensor {
  if (padded.shape.every((size, axis) => size === shape[axis])) return padded;
  const before = (kernel - 1) / 2;
  const type = raw.attributes(`slice ${padded.type}`, (of) => [
    of.type('T', padded.type),
    of.type('Index', 'int32'),
  ]);
  const begin = raw.integers([0, before, before, 0]);
  const cut = raw.run('Slice', type, [padded, begin, raw.integers(shape)]);
  padded.release();
  return cut;
}

/** Convolution without bias, padded by (kernel − 1) / 2 on every side. Borrows its inputs. */
export function convolution(
  raw: RawTensorFlow,
  x: RawTensor,
  filter: RawTensor,
  stride: number,
): RawTensor {
  const [kernel] = shapeOf(filter);
  if (stride === 1 || kernel === 1) {
    return raw.run('Conv2D', attributes(raw, x.type, stride), [x, filter]);
  }
  const [, height, width] = shapeOf(x);
  const sides = [sidePadding(height, kernel, stride), sidePadding(width, kernel, stride)].flat();
  // The forward pass may pad by itself, which its gradients may not.
  const padded = raw.attributes(`convolution ${x.type} ${stride} ${sides.join()}`, (of) => [
    ...attributes(raw, x.type, stride).filter(({ name }) => name !== 'padding'),
    of.string('padding', 'EXPLICIT'),
    of.integer('explicit_paddings', [0, 0, ...sides, 0, 0]),
  ]);
  return raw.run('Conv2D', padded, [x, filter]);
}

/** The gradient of {@link convolution} for its input of `shape`. Borrows its inputs. */
export function convolutionInputGradient(
  raw: RawTensorFlow,
  dy: RawTensor,
  filter: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [kernel] = shapeOf(filter);
  const [rows, height, width, channels] = shape as Shape;
  const padded = (size: number) => {
    if (stride === 1 || kernel === 1) return size;
    const [before, after] = sidePadding(size, kernel, stride);
    return before + size + after;
  };
  const paddedShape = [rows, padded(height), padded(width), channels];
  const dx = raw.run('Conv2DBackpropInput', attributes(raw, dy.type, stride), [
    raw.integers(paddedShape),
    filter,
    dy,
  ]);
  return cutPadding(raw, dx, shape, kernel);
}

/**
 * The gradient of {@link convolution} for its filter of `shape`, in float32. Borrows its inputs.
 *
 * In bfloat16 oneDNN's gradient is slow where maps are small, since TensorFlow's threads do not share
 * out its sum over the batch; one matrix product of the windows is up to three times faster there.
 */
export function convolutionFilterGradient(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [kernel] = shape as Shape;
  const side = shapeOf(dy)[1];
  const small = kernel === 3 && (stride === 1 ? side > 1 && side <= 4 : stride === 2 && side <= 8);
  const padded = padForStride(raw, x, kernel, stride);
  const gradient =
    x.type === 'bfloat16' && small
      ? windowsProduct(raw, padded, dy, shape, stride)
      : raw.run('Conv2DBackpropFilter', attributes(raw, x.type, stride), [
          padded,
          raw.integers(shape),
          dy,
        ]);
  padded.release();
  return castTo(raw, gradient, 'float32');
}

/** The filter gradient as windowsᵀ · dy. */
function windowsProduct(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [kernel, , inChannels, outChannels] = shape as Shape;
  const [rows, height, width] = shapeOf(dy);
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
  const [rows, height, width, channels] = shapeOf(x);
  const side = (kernel - 1) / 2;
  const padding = raw.integers([0, 0, side, side, side, side, 0, 0], 2);
  const padType = raw.attributes(`pad ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Tpaddings', 'int32'),
  ]);
  const padded = raw.run('Pad', padType, [x, padding]);
  const sliceType = raw.attributes(`slice ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Index', 'int32'),
  ]);
  const size = raw.integers([rows, height, width, channels]);
  const slices = Array.from({ length: kernel * kernel }, (_, at) => {
    const begin = raw.integers([0, Math.floor(at / kernel), at % kernel, 0]);
    return raw.run('Slice', sliceType, [padded, begin, size]);
  });
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
