import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { reshape } from './elementwise.js';
import { slice } from './padding.js';
import { concatRows } from './rows.js';
import { transposedProduct } from './transposed-product.js';

/** The output pixels of one axis whose window has its tap at an offset inside the map. */
interface Overlap {
  /** The first output pixel, and the input pixel of its tap. */
  readonly output: number;
  readonly input: number;
  readonly length: number;
}

/** @param shift how far the tap lies behind its output pixel. */
function overlap(shift: number, size: number): Overlap {
  const output = Math.max(0, -shift);
  return { output, input: output + shift, length: size - Math.abs(shift) };
}

/**
 * The gradient of a convolution of stride 1 for its filter of `shape` [k, k, C, C'], in the element
 * type of x: for each of the k · k offsets the product xᵀ · dy over the pixels whose tap does not lie in
 * the padding, which are two thirds of all where maps are 4x4. Borrows its inputs.
 * @param dy of maps larger than 1x1.
 */
export function offsetProducts(
  raw: RawTensorFlow,
  x: RawTensor,
  dy: RawTensor,
  shape: readonly number[],
): RawTensor {
  const [kernel = 0] = shape;
  const [, height = 0, width = 0] = x.shape;
  const side = (kernel - 1) / 2;
  const products = Array.from({ length: kernel * kernel }, (_, at) => {
    const down = overlap(Math.floor(at / kernel) - side, height);
    const across = overlap((at % kernel) - side, width);
    const taps = pixels(raw, x, down, across, 'input');
    const gradients = pixels(raw, dy, down, across, 'output');
    return transposedProduct(raw, taps, gradients);
  });
  const gradient = concatRows(raw, products);
  return reshape(raw, gradient, shape);
}

/** The overlapping pixels of `maps` [N, H, W, C] as rows [P, C]. Borrows the maps. */
function pixels(
  raw: RawTensorFlow,
  maps: RawTensor,
  down: Overlap,
  across: Overlap,
  end: 'input' | 'output',
): RawTensor {
  const [rows = 0, height, width, channels = 0] = maps.shape;
  const whole = down.length === height && across.length === width;
  const part = whole
    ? maps.retain()
    : slice(
        raw,
        maps,
        [0, down[end], across[end], 0],
        [rows, down.length, across.length, channels],
      );
  return reshape(raw, part, [rows * down.length * across.length, channels]);
}
