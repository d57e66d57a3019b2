import { batchNormOps } from '@jssl/kernels';

import { sizeOf, type WasmHeap, type WasmTensor } from './wasm-heap.js';
import {
  addressOrNone,
  type Attributes,
  checkFit,
  haveSameShape,
  type WasmOp,
} from './wasm-ops.js';

const MESSAGE =
  'shapes must fit a batch norm of maps NHWC that are not empty, in groups of equal size';

function sizesOf(x: WasmTensor, attributes: Attributes) {
  const groups = Number(attributes['groups'] ?? 1);
  const [rows = 0, , , channels = 0] = x.shape;
  checkFit(x.shape.length === 4 && sizeOf(x) > 0 && rows % groups === 0, MESSAGE);
  const pixels = sizeOf(x) / channels;
  return { pixels, channels, groups, epsilon: Number(attributes['epsilon']) };
}

const isAbsentOr = (maps: WasmTensor, like: WasmTensor) =>
  sizeOf(maps) === 0 || haveSameShape(maps, like);
const areVectors = (vectors: readonly WasmTensor[], channels: number) =>
  vectors.every(({ shape }) => shape.length === 1 && shape[0] === channels);

/** Of each group's statistics [groups, 2, C]: the average mean, and the average unbiased variance. */
function averages(heap: WasmHeap, statistics: WasmTensor, groupPixels: number) {
  const [groups = 1, , channels = 0] = statistics.shape;
  const [mean, variance] = [heap.make([channels]), heap.make([channels])];
  const all = heap.floats(statistics);
  const unbiased = groupPixels > 1 ? groupPixels / (groupPixels - 1) : 1;
  const average = (part: number, factor: number) => (_: number, channel: number) => {
    let sum = 0;
    for (let group = 0; group < groups; group++) {
      sum += all[(2 * group + part) * channels + channel] ?? NaN;
    }
    return (sum * factor) / groups;
  };
  heap.floats(mean).forEach((value, at, to) => (to[at] = average(0, 1)(value, at)));
  heap.floats(variance).forEach((value, at, to) => (to[at] = average(1, unbiased)(value, at)));
  return { mean, variance };
}

/** y = relu(norm(x) + residual) with the statistics at an address: of each group, [groups, 2, C]. */
function normalize(
  heap: WasmHeap,
  {
    x,
    residual,
    scale,
    offset,
  }: Record<'x' | 'scale' | 'offset', WasmTensor> & {
    readonly residual?: WasmTensor;
  },
  statistics: number,
  attributes: Attributes,
): WasmTensor {
  const { pixels, channels, groups, epsilon } = sizesOf(x, attributes);
  checkFit(!residual || isAbsentOr(residual, x), MESSAGE);
  checkFit(areVectors([scale, offset], channels), MESSAGE);
  const y = heap.make(x.shape);
  heap.kernels.applyNorm(
    ...([pixels, channels, groups, epsilon, attributes['relu'] === true ? 1 : 0] as const),
    ...([x.buffer.address, residual ? addressOrNone(residual) : 0] as const),
    ...([scale.buffer.address, offset.buffer.address] as const),
    statistics,
    y.buffer.address,
  );
  return y;
}

/** Inputs x, residual, scale, offset; outputs y, mean, unbiased variance, statistics. */
const train: WasmOp = (heap, inputs, attributes) => {
  const [x, residual, scale, offset] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  const { pixels, channels, groups } = sizesOf(x, attributes);
  checkFit(isAbsentOr(residual, x) && areVectors([scale, offset], channels), MESSAGE);
  const statistics = heap.make([groups, 2, channels]);
  const { address } = statistics.buffer;
  heap.kernels.measureNorm(pixels, channels, groups, x.buffer.address, address);
  const y = normalize(heap, { x, residual, scale, offset }, address, attributes);
  const { mean, variance } = averages(heap, statistics, pixels / groups);
  return [y, mean, variance, statistics];
};

/** Inputs x, residual, scale, offset, mean, variance; output y. */
const evaluate: WasmOp = (heap, inputs, attributes) => {
  const [x, residual, scale, offset, mean, variance] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  checkFit(areVectors([mean, variance], sizesOf(x, attributes).channels), MESSAGE);
  const numbers = [...heap.floats(mean), ...heap.floats(variance)];
  // Running statistics are of all groups.
  const whole = { ...attributes, groups: 1 };
  return heap.withFloats(numbers, (statistics) => [
    normalize(heap, { x, residual, scale, offset }, statistics, whole),
  ]);
};

/** Inputs x, scale, offset, statistics; output y, to the bit as `train` gave it without a residual. */
const repeat: WasmOp = (heap, inputs, attributes) => {
  const [x, scale, offset, statistics] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  const { channels, groups } = sizesOf(x, attributes);
  checkFit(sizeOf(statistics) === 2 * groups * channels, MESSAGE);
  return [normalize(heap, { x, scale, offset }, statistics.buffer.address, attributes)];
};

/** Inputs dy, dOther, x, y, scale, statistics; outputs dx, dScale, dOffset, dResidual. */
const differentiate: WasmOp = (heap, inputs, attributes) => {
  const [dy, dOther, x, y, scale, statistics] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  const { pixels, channels, groups, epsilon } = sizesOf(x, attributes);
  checkFit(haveSameShape(dy, x) && isAbsentOr(dOther, x) && isAbsentOr(y, x), MESSAGE);
  checkFit(attributes['relu'] !== true || sizeOf(y) > 0, MESSAGE);
  checkFit(areVectors([scale], channels) && sizeOf(statistics) === 2 * groups * channels, MESSAGE);
  const dx = heap.make(x.shape);
  const dResidual = heap.make(attributes['want_residual'] === true ? x.shape : [0]);
  const [dScale, dOffset] = [heap.make([channels]), heap.make([channels])];
  heap.kernels.normGradients(
    ...([pixels, channels, groups, epsilon] as const),
    ...([dy.buffer.address, addressOrNone(dOther), x.buffer.address] as const),
    attributes['relu'] === true ? y.buffer.address : 0,
    ...([scale.buffer.address, statistics.buffer.address, dx.buffer.address] as const),
    ...([addressOrNone(dResidual), dScale.buffer.address, dOffset.buffer.address] as const),
  );
  return [dx, dScale, dOffset, dResidual];
};

/** FusedBatchNormV3 in training, as `batch-norm-training` calls it: its reserves are mean and biased variance. */
const fusedTraining: WasmOp = (heap, inputs, attributes) => {
  const [x, scale, offset, empty] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  const [y, mean, variance, statistics] = train(heap, [x, empty, scale, offset], {
    epsilon: attributes['epsilon'],
  }) as unknown as [WasmTensor, WasmTensor, WasmTensor, WasmTensor];
  const { channels } = sizesOf(x, attributes);
  const reserves = [0, 1].map((part) => {
    const reserve = heap.make([channels]);
    heap
      .floats(reserve)
      .set(heap.floats(statistics).subarray(part * channels, (part + 1) * channels));
    return reserve;
  });
  heap.free(statistics.buffer.address);
  return [y, mean, variance, ...reserves, heap.make([0])];
};

/** FusedBatchNormGradV3: inputs dy, x, scale and the reserves; outputs dx, dScale, dOffset and two empty ones. */
const fusedGradient: WasmOp = (heap, inputs, attributes) => {
  const [dy, x, scale, mean, variance, empty] = inputs as unknown as [
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
    WasmTensor,
  ];
  const numbers = [...heap.floats(mean), ...heap.floats(variance)];
  return heap.withFloats(numbers, (address) => {
    const statistics: WasmTensor = {
      ...{ shape: [1, 2, mean.shape[0] ?? 0], dtype: 'float32' },
      buffer: { address, holders: Infinity },
    };
    const epsilon = attributes['epsilon'];
    const results = differentiate(heap, [dy, empty, x, empty, scale, statistics], { epsilon });
    return [...results, heap.make([0])];
  });
};

/** The ops of batch norm. */
export const wasmBatchNormOps: Readonly<Record<string, WasmOp>> = {
  [batchNormOps.training.name]: train,
  [batchNormOps.evaluation.name]: evaluate,
  [batchNormOps.repeat.name]: repeat,
  [batchNormOps.gradient.name]: differentiate,
  FusedBatchNormV3: fusedTraining,
  FusedBatchNormGradV3: fusedGradient,
};
