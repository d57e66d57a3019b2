import { windowConvolutionOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs';

import { useConvolutionAlgorithm } from '../convolution-algorithm.js';
import { type ElementType, type RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { TensorFlowBackend } from '../tensorflow-backend.js';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolution.js';
import { castTo } from './elementwise.js';
import { windowConvolution } from './window-convolution.js';

/** What is compared with TensorFlow's own ops, which WebAssembly has not. */
const isFast = () => tf.getBackend() === 'tensorflow' && useConvolutionAlgorithm() !== 'direct';
afterEach(() => {
  useConvolutionAlgorithm();
});

const open = () => RawTensorFlow.of(tf.backend() as unknown as TensorFlowBackend);
const random = (raw: RawTensorFlow, shape: number[], seed: number, type: ElementType = 'float32') =>
  castTo(raw, raw.borrow(tf.randomNormal(shape, 0, 1, 'float32', seed)), type);
const values = (raw: RawTensorFlow, tensor: RawTensor) =>
  raw.give(castTo(raw, tensor, 'float32')).dataSync();

/** The length of the difference relative to that of `expected`. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const squares = (list: number[]) => list.reduce((sum, value) => sum + value ** 2, 0);
  const differences = Array.from(expected, (value, at) => (actual[at] ?? NaN) - value);
  return Math.sqrt(squares(differences) / squares(Array.from(expected)));
}

interface Case {
  readonly kernel: number;
  readonly stride: number;
  readonly size?: readonly [number, number];
  readonly channels?: readonly [number, number];
}

/** Forward pass, input gradient and filter gradient. */
function compute({ kernel, stride, size = [9, 10], channels = [24, 32] }: Case) {
  const raw = open();
  const x = random(raw, [3, ...size, channels[0]], 1);
  const filter = random(raw, [kernel, kernel, ...channels], 2);
  const y = convolution(raw, x, filter, stride);
  const dy = random(raw, [...y.shape], 3);
  const gradients = [
    convolutionInputGradient(raw, dy, filter, x.shape, stride),
    convolutionFilterGradient(raw, x, dy, filter.shape, stride),
  ];
  return [y, ...gradients].map((one) => ({ shape: one.shape, values: values(raw, one) }));
}

// Sums of up to 2,205 products: errors of some 1e-7 each way.
test.each<Case>([
  { kernel: 3, stride: 2 },
  { kernel: 3, stride: 2, size: [1, 2] },
  { kernel: 1, stride: 2 },
  { kernel: 1, stride: 3, size: [7, 8] },
  { kernel: 7, stride: 2, channels: [3, 16] },
  { kernel: 3, stride: 1 },
  { kernel: 3, stride: 1, size: [1, 1] },
  { kernel: 1, stride: 1 },
  { kernel: 5, stride: 2, channels: [9, 17] },
])('%j: as TensorFlow’s own', (one) => {
  if (!isFast()) return;
  const fast = compute(one);
  useConvolutionAlgorithm('direct');
  const direct = compute(one);
  fast.forEach((result, at) => {
    expect(result.shape).toEqual(direct[at]?.shape);
    expect(relativeError(result.values, direct[at]?.values ?? [])).toBeLessThan(2e-6);
  });
});

test('maps in bfloat16 are rounded once, and left to TensorFlow where the processor multiplies them', () => {
  if (!isFast()) return;
  const raw = open();
  const filter = random(raw, [3, 3, 24, 32], 2);
  const shapes = { stride: 2, filterShape: filter.shape, inputShape: [3, 9, 10, 24] };
  const half = random(raw, [3, 9, 10, 24], 1, 'bfloat16');
  const result = windowConvolution(raw, 'forward', [half, filter], shapes);
  if (!result) return;
  expect(result.type).toBe('bfloat16');
  const wide = castTo(raw, half, 'float32');
  const single = windowConvolution(raw, 'forward', [wide, filter], shapes) as RawTensor;
  const error = relativeError(values(raw, result), values(raw, single));
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(2 ** -8);
});

test('shapes that do not fit are refused', () => {
  if (!isFast()) return;
  const raw = open();
  const run = (maps: number[], filter: number[]) => () =>
    raw.run(windowConvolutionOps.forward.name, raw.elementType('float32'), [
      raw.zeros(maps),
      raw.zeros(filter),
    ]);
  const message = 'shapes must fit a convolution with an odd square filter';
  expect(run([1, 4, 4, 3], [3, 3, 4, 2])).toThrow(message);
  expect(run([1, 4, 4, 3], [2, 2, 3, 2])).toThrow(message);
  expect(run([1, 4, 4, 3], [3, 1, 3, 2])).toThrow(message);
  expect(run([4, 4, 3], [3, 3, 3, 2])).toThrow(message);
});

test('TensorFlow’s own kernels where the algorithm is direct', () => {
  const raw = open();
  useConvolutionAlgorithm('direct');
  const [x, filter] = [random(raw, [1, 4, 4, 24], 1), random(raw, [3, 3, 24, 32], 2)];
  const shapes = { stride: 2, filterShape: filter.shape, inputShape: x.shape };
  expect(windowConvolution(raw, 'forward', [x, filter], shapes)).toBeUndefined();
});
