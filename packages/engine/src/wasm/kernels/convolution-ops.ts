import { type ConvolutionDirection, convolutionOps, windowConvolutionOps } from '@jssl/kernels';
import { wasmDirections } from '@jssl/kernels/wasm';

import { type Attributes, checkFit, type WasmOp } from './wasm-ops.js';
import { sizeOf, type WasmTensor } from './wasm-heap.js';

/** The sizes of a convolution padded by (kernel − 1) / 2 on every side. */
interface Sizes {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
}

const outSide = (side: number, stride: number) =>
  side === 0 ? 0 : Math.floor((side - 1) / stride) + 1;

function sizesOf(
  direction: ConvolutionDirection,
  [maps, other]: readonly [WasmTensor, WasmTensor],
  attributes: Attributes,
): Sizes {
  const stride = Number(attributes['stride'] ?? 1);
  const isForward = direction !== 'inputGradient';
  const [rows = 0, ...sides] = maps.shape;
  const filter =
    direction === 'filterGradient'
      ? [Number(attributes['kernel'] ?? 3), NaN, maps.shape[3] ?? NaN, other.shape[3] ?? NaN]
      : other.shape;
  const [kernel = 0, , inChannels = 0, outChannels = 0] = filter;
  const [height = 0, width = 0] = isForward
    ? sides
    : [Number(attributes['height'] ?? sides[0]), Number(attributes['width'] ?? sides[1])];
  return { rows, height, width, inChannels, outChannels, kernel, stride };
}

/** The shapes of x, the filter and y. */
function shapesOf({ rows, height, width, inChannels, outChannels, kernel, stride }: Sizes) {
  return {
    x: [rows, height, width, inChannels],
    filter: [kernel, kernel, inChannels, outChannels],
    y: [rows, outSide(height, stride), outSide(width, stride), outChannels],
  };
}

const roles = {
  forward: ['x', 'filter', 'y'],
  inputGradient: ['y', 'filter', 'x'],
  filterGradient: ['x', 'y', 'filter'],
} as const satisfies Record<ConvolutionDirection, readonly string[]>;

const isShape = ({ shape }: WasmTensor, expected: readonly number[]) =>
  shape.length === 4 && expected.every((length, axis) => length === shape[axis]);

const op =
  (direction: ConvolutionDirection): WasmOp =>
  (heap, [maps, other], attributes) => {
    if (!maps || !other) throw new Error('a convolution needs two inputs');
    const sizes = sizesOf(direction, [maps, other], attributes);
    const shapes = shapesOf(sizes);
    const [first, second, third] = roles[direction];
    const { rows, height, width, inChannels, outChannels, kernel, stride } = sizes;
    checkFit(
      isShape(maps, shapes[first]) && isShape(other, shapes[second]) && kernel % 2 === 1,
      'shapes must fit a convolution with an odd square filter',
    );
    const result = heap.make(shapes[third]);
    if (sizeOf(result) === 0) return [result];
    const shape = [rows, height, width, inChannels, outChannels] as const;
    const data = [maps, other, result].map(({ buffer }) => buffer.address) as [
      number,
      number,
      number,
    ];
    const number = wasmDirections[direction];
    const tile = attributes['tile'];
    if (tile === undefined) heap.kernels.windows(number, ...shape, kernel, stride, ...data);
    else heap.kernels.winograd(number, Number(tile), ...shape, ...data);
    return [result];
  };

const directions = Object.keys(wasmDirections) as ConvolutionDirection[];

/** The ops of convolutions and of their gradients. */
export const wasmConvolutionOps: Readonly<Record<string, WasmOp>> = Object.fromEntries(
  directions.flatMap((direction) =>
    [convolutionOps, windowConvolutionOps].map((ops) => [ops[direction].name, op(direction)]),
  ),
);
