import { sizeOf, type WasmTensor } from './wasm-heap.js';
import { checkFit, haveSameShape, type WasmOp } from './wasm-ops.js';

type Two = [WasmTensor, WasmTensor];
type Three = [WasmTensor, WasmTensor, WasmTensor];
type Lengths = [number, number, number, number];

const add: WasmOp = (heap, inputs) => {
  const [a, b] = inputs as unknown as Two;
  checkFit(haveSameShape(a, b), 'the terms of a sum must have one shape');
  const sum = heap.make(a.shape);
  heap.kernels.addMaps(sizeOf(a), a.buffer.address, b.buffer.address, sum.buffer.address);
  return [sum];
};

const relu: WasmOp = (heap, inputs) => {
  const [x] = inputs as unknown as [WasmTensor];
  const y = heap.make(x.shape);
  heap.kernels.reluOf(sizeOf(x), x.buffer.address, y.buffer.address);
  return [y];
};

const reluGradient: WasmOp = (heap, inputs) => {
  const [dy, y] = inputs as unknown as Two;
  checkFit(haveSameShape(dy, y), 'a ReLU and its gradient must have one shape');
  const dx = heap.make(y.shape);
  heap.kernels.reluGradientOf(sizeOf(y), dy.buffer.address, y.buffer.address, dx.buffer.address);
  return [dx];
};

/** The mean over height and width: the only axes that are asked for. */
const mean: WasmOp = (heap, inputs) => {
  const [x] = inputs as unknown as [WasmTensor];
  checkFit(x.shape.length === 4, 'a mean over height and width is one of maps [N, H, W, C]');
  const [rows, height, width, channels] = x.shape as unknown as Lengths;
  const y = heap.make([rows, channels]);
  heap.kernels.average(rows, height, width, channels, x.buffer.address, y.buffer.address);
  return [y];
};

/** A tensor times a scalar. */
const multiply: WasmOp = (heap, inputs) => {
  const [x, factor] = inputs as unknown as Two;
  checkFit(sizeOf(factor) === 1, 'a factor must be a scalar');
  const y = heap.make(x.shape);
  const [from, by = NaN] = [heap.floats(x), heap.floats(factor)[0]];
  heap.floats(y).forEach((_, at, to) => (to[at] = (from[at] ?? NaN) * by));
  return [y];
};

const reshape: WasmOp = (heap, inputs) => {
  const [x, shape] = inputs as unknown as Two;
  const lengths = [...heap.integers(shape)];
  checkFit(sizeOf({ shape: lengths }) === sizeOf(x), 'a shape must have as many elements');
  if (x.buffer.holders === Infinity) {
    const y = heap.make(lengths);
    heap.floats(y).set(heap.floats(x));
    return [y];
  }
  x.buffer.holders++;
  return [{ ...x, shape: lengths }];
};

/** Pixels [N, 1, 1, C] to maps of a shape. */
const broadcast: WasmOp = (heap, inputs) => {
  const [x, shape] = inputs as unknown as Two;
  const lengths = [...heap.integers(shape)] as Lengths;
  const [rows, height, width, channels] = lengths;
  checkFit(sizeOf(x) === rows * channels, 'pixels must have as many rows and channels as the maps');
  const y = heap.make(lengths);
  heap.kernels.repeat(rows, height * width, channels, x.buffer.address, y.buffer.address);
  return [y];
};

/** Zeros around height and width. */
const pad: WasmOp = (heap, inputs) => {
  const [x, paddings] = inputs as unknown as Two;
  const [rows, height, width, channels] = x.shape as unknown as Lengths;
  const [, , top = 0, bottom = 0, left = 0, right = 0] = heap.integers(paddings);
  const y = heap.make([rows, top + height + bottom, left + width + right, channels]);
  const [from, to] = [heap.floats(x), heap.floats(y)];
  to.fill(0);
  const padded = left + width + right;
  for (let row = 0; row < rows * height; row++) {
    const line = Math.floor(row / height) * (top + height + bottom) + top + (row % height);
    const start = row * width * channels;
    to.set(from.subarray(start, start + width * channels), (line * padded + left) * channels);
  }
  return [y];
};

/** The part of maps that begins at a place, of all rows and channels. */
const slice: WasmOp = (heap, inputs) => {
  const [x, begin, shape] = inputs as unknown as Three;
  const [, height, width, channels] = x.shape as unknown as Lengths;
  const [, top = 0, left = 0] = heap.integers(begin);
  const lengths = [...heap.integers(shape)] as Lengths;
  const [rows, partHeight, partWidth] = lengths;
  checkFit(
    top + partHeight <= height && left + partWidth <= width && lengths[3] === channels,
    'a part must lie in its maps',
  );
  const y = heap.make(lengths);
  const [from, to] = [heap.floats(x), heap.floats(y)];
  for (let row = 0; row < rows * partHeight; row++) {
    const line = Math.floor(row / partHeight) * height + top + (row % partHeight);
    const start = (line * width + left) * channels;
    to.set(from.subarray(start, start + partWidth * channels), row * partWidth * channels);
  }
  return [y];
};

const pooled = (side: number) => (side < 3 ? 0 : Math.floor((side - 1) / 2));

/** Max-pool 3x3 of stride 2 without padding. */
const maxPool: WasmOp = (heap, inputs) => {
  const [x] = inputs as unknown as [WasmTensor];
  const [rows, height, width, channels] = x.shape as unknown as Lengths;
  const y = heap.make([rows, pooled(height), pooled(width), channels]);
  heap.kernels.pool(rows, height, width, channels, x.buffer.address, y.buffer.address);
  return [y];
};

const maxPoolGradient: WasmOp = (heap, inputs) => {
  const [x, y, dy] = inputs as unknown as Three;
  const [rows, height, width, channels] = x.shape as unknown as Lengths;
  const fits = y.shape[1] === pooled(height) && y.shape[2] === pooled(width);
  checkFit(fits && haveSameShape(dy, y), 'shapes must fit a max-pool 3x3 of stride 2');
  const dx = heap.make(x.shape);
  const maps = [dy, x, y, dx].map(({ buffer }) => buffer.address);
  heap.kernels.poolGradient(
    ...([rows, height, width, channels] as const),
    ...(maps as [number, number, number, number]),
  );
  return [dx];
};

/** The ops of TensorFlow on maps between convolutions and batch norms, as far as the kernels here call them. */
export const wasmMapOps: Readonly<Record<string, WasmOp>> = {
  AddV2: add,
  Relu: relu,
  ReluGrad: reluGradient,
  Mean: mean,
  Mul: multiply,
  Reshape: reshape,
  BroadcastTo: broadcast,
  Pad: pad,
  Slice: slice,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
};
