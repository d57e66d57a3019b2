import type { ConvolutionDirection } from '@jssl/kernels';

import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { OpAttribute } from '../tensorflow-backend.js';
import { castTo, reshape } from './elementwise.js';
import { everyNthPixel } from './every-nth-pixel.js';
import { offsetProducts } from './offset-products.js';
import { cutPadding, padForStride, sidePadding } from './padding.js';
import { type WindowConvolution, windowConvolution } from './window-convolution.js';
import { transposedProduct } from './transposed-product.js';
import { windowsProduct } from './windows-product.js';
import { winograd } from './winograd.js';

type Shape = readonly [rows: number, height: number, width: number, channels: number];

const shapeOf = ({ shape }: RawTensor) => shape as Shape;

/**
 * The attributes of Conv2D and its two gradients. On the CPU a gradient's padding is never EXPLICIT: oneDNN does
 * not take it, and Eigen is up to a hundred times slower.
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

/** A convolution or a gradient by the kernels of `@jssl/kernels`, where they are in use and faster. */
function byKernels(
  raw: RawTensorFlow,
  direction: ConvolutionDirection,
  inputs: readonly [maps: RawTensor, other: RawTensor],
  shapes: WindowConvolution,
): RawTensor | undefined {
  const { stride, filterShape } = shapes;
  const fast = stride === 1 ? winograd(raw, direction, ...inputs, filterShape) : undefined;
  return fast ?? windowConvolution(raw, direction, inputs, shapes);
}

/** Convolution without bias, padded by (kernel − 1) / 2 on every side. Borrows its inputs. */
export function convolution(
  raw: RawTensorFlow,
  x: RawTensor,
  filter: RawTensor,
  stride: number,
): RawTensor {
  const [kernel] = shapeOf(filter);
  const fast = byKernels(raw, 'forward', [x, filter], {
    ...{ stride, filterShape: filter.shape, inputShape: x.shape },
  });
  if (fast) return fast;
  if (stride === 1 || kernel === 1) {
    return raw.run('Conv2D', attributes(raw, x.type, stride), [x, filter]);
  }
  return raw.run('Conv2D', paddedAttributes(raw, x.type, x.shape, { kernel, stride }), [x, filter]);
}

/** The attributes of a convolution that pads its input of `shape` by itself. */
function paddedAttributes(
  raw: RawTensorFlow,
  type: ElementType,
  shape: readonly number[],
  { kernel, stride }: { readonly kernel: number; readonly stride: number },
): readonly OpAttribute[] {
  const [, height, width] = shape as Shape;
  const sides = [sidePadding(height, kernel, stride), sidePadding(width, kernel, stride)].flat();
  return raw.attributes(`convolution ${type} ${stride} ${sides.join()}`, (of) => [
    ...attributes(raw, type, stride).filter(({ name }) => name !== 'padding'),
    of.string('padding', 'EXPLICIT'),
    of.integer('explicit_paddings', [0, 0, ...sides, 0, 0]),
  ]);
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
  const fast = byKernels(raw, 'inputGradient', [dy, filter], {
    ...{ stride, filterShape: filter.shape, inputShape: shape },
  });
  if (fast) return fast;
  const fits = stride === 1 || kernel === 1;
  if (raw.onGpu && !fits) {
    const padded = paddedAttributes(raw, dy.type, shape, { kernel, stride });
    return raw.run('Conv2DBackpropInput', padded, [raw.integers(shape), filter, dy]);
  }
  const [rows, height, width, channels] = shape as Shape;
  const padded = (size: number) => {
    if (fits) return size;
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
 * On the CPU, in bfloat16 oneDNN's gradient is slow where maps are small, since TensorFlow's threads do not share
 * out its sum over the batch; matrix products are up to three times faster there.
 */
export function convolutionFilterGradient(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [kernel] = shape as Shape;
  const [, height, width] = shapeOf(dy);
  const fast = byKernels(raw, 'filterGradient', [x, dy], {
    ...{ stride, filterShape: shape, inputShape: x.shape },
  });
  if (fast) return fast;
  const small = kernel === 3 && Math.min(height, width) > 1 && Math.max(height, width) <= 8;
  const byProducts = small && x.type === 'bfloat16' && !raw.onGpu;
  if (byProducts && stride === 1) return castTo(raw, offsetProducts(raw, x, dy, shape), 'float32');
  if (raw.onGpu) {
    const fits = stride === 1 || kernel === 1;
    const padded = fits
      ? attributes(raw, x.type, stride)
      : paddedAttributes(raw, x.type, x.shape, { kernel, stride });
    const inputs = [x, raw.integers(shape), dy];
    return castTo(raw, raw.run('Conv2DBackpropFilter', padded, inputs), 'float32');
  }
  if (kernel === 1 && stride > 1) {
    return castTo(raw, pointwiseProduct(raw, x, dy, shape, stride), 'float32');
  }
  const padded = padForStride(raw, x, kernel, stride);
  const gradient = byProducts
    ? windowsProduct(raw, padded, dy, shape, stride)
    : raw.run('Conv2DBackpropFilter', attributes(raw, x.type, stride), [
        padded,
        raw.integers(shape),
        dy,
      ]);
  padded.release();
  return castTo(raw, gradient, 'float32');
}

/**
 * The gradient of a 1x1 convolution of a stride above 1 for its filter, in the element type of x: one
 * matrix product, since oneDNN's kernel breaks the heap or gives wrong numbers where there are few input
 * channels; see `registerStridedPointwiseFilterGradient`. Borrows its inputs.
 */
function pointwiseProduct(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
  stride: number,
): RawTensor {
  const [rows, height, width, outChannels] = shapeOf(dy);
  const positions = rows * height * width;
  const pixels = reshape(raw, everyNthPixel(raw, x, stride), [positions, shapeOf(x)[3]]);
  const gradients = reshape(raw, dy.retain(), [positions, outChannels]);
  return reshape(raw, transposedProduct(raw, pixels, gradients), shape);
}
