import { convolutionOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs';

import { castTo } from './backbone/elementwise.js';
import {
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
} from './backbone/convolution.js';
import { convolutionAlgorithm, useConvolutionAlgorithm } from './convolution-algorithm.js';
import { RawTensorFlow } from './raw-tensorflow.js';
import type { OpAttribute, TensorFlowBackend } from './tensorflow-backend.js';

/** What is compared with TensorFlow's own ops, which WebAssembly has not. */
const isFast = () => tf.getBackend() === 'tensorflow' && useConvolutionAlgorithm() !== 'direct';
afterEach(() => {
  useConvolutionAlgorithm();
});

interface Case {
  readonly padding?: 'same' | 'valid';
  readonly stride?: number;
  readonly dilation?: number;
  readonly kernel?: number;
  readonly channels?: number;
}

/** Forward pass and both gradients of 3 maps of 9x10 with other numbers of channels in and out. */
function compute({ padding = 'same', stride = 1, dilation = 1, kernel = 3, channels = 32 }: Case) {
  const x = tf.randomNormal<tf.Rank.R4>([3, 9, 10, channels], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([kernel, kernel, channels, 16], 0, 1, 'float32', 2);
  const convolve = (images: tf.Tensor, weights: tf.Tensor) =>
    tf.conv2d(images as tf.Tensor4D, weights as tf.Tensor4D, stride, padding, 'NHWC', dilation);
  const y = convolve(x, filter);
  const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 3);
  // tfjs has no gradient of a dilated convolution.
  const gradients = dilation === 1 ? tf.grads(convolve)([x, filter], dy) : [];
  return [y, ...gradients].map((result) => result.dataSync());
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let length = 0;
  Array.from(expected).forEach((value, at) => {
    error += ((actual[at] ?? NaN) - value) ** 2;
    length += value ** 2;
  });
  return Math.sqrt(error / length);
}

test('tf.conv2d and its gradients are computed by the kernels', () => {
  if (!isFast()) return;
  const fast = compute({});
  useConvolutionAlgorithm('direct');
  const direct = compute({});
  expect(fast).toHaveLength(3);
  fast.forEach((values, at) => {
    expect(values).not.toEqual(direct[at]);
    // Errors against float64 are some 1e-6 each.
    expect(relativeError(values, direct[at] ?? [])).toBeLessThan(5e-6);
  });
});

test.each<[string, Case]>([
  ['no padding', { padding: 'valid' }],
  ['stride 2', { stride: 2 }],
  ['dilation 2', { dilation: 2 }],
  ['a 5x5 kernel', { kernel: 5 }],
  ['a 1x1 kernel', { kernel: 1 }],
  ['24 channels', { channels: 24 }],
])('tf.conv2d with %s stays with TensorFlow, to the bit', (_, one) => {
  if (!isFast()) return;
  const usual = compute(one);
  useConvolutionAlgorithm('direct');
  expect(compute(one)).toEqual(usual);
});

test('in bfloat16 the backbone is as exact as its element type', () => {
  if (!isFast()) return;
  const raw = RawTensorFlow.of(tf.backend() as unknown as TensorFlowBackend);
  const shapes = [
    [2, 20, 21, 64],
    [3, 3, 64, 64],
    [2, 20, 21, 64],
  ];
  const run = (type: 'float32' | 'bfloat16') => {
    const [x, filter, dy] = shapes.map((shape, at) => {
      const values = tf.randomNormal(shape, 0, 1, 'float32', at + 1);
      // In both runs the values that bfloat16 holds.
      const rounded = castTo(raw, raw.borrow(values), 'bfloat16');
      return castTo(raw, rounded, type);
    }) as [ReturnType<typeof castTo>, ReturnType<typeof castTo>, ReturnType<typeof castTo>];
    const results = [
      convolution(raw, x, filter, 1),
      convolutionInputGradient(raw, dy, filter, x.shape, 1),
      convolutionFilterGradient(raw, x, dy, filter.shape, 1),
    ];
    expect(results.map((result) => result.type)).toEqual([type, type, 'float32']);
    for (const one of [x, filter, dy]) one.release();
    return results.map((result) => raw.give(castTo(raw, result, 'float32')).dataSync());
  };
  const [half, single] = [run('bfloat16'), run('float32')];
  // Rounded once, by 2^-9 of the value at most on average; the filter's gradient is not rounded.
  expect(relativeError(half[0] ?? [], single[0] ?? [])).toBeLessThan(2 ** -9);
  expect(relativeError(half[1] ?? [], single[1] ?? [])).toBeLessThan(2 ** -9);
  expect(half[2]).toEqual(single[2]);
});

describe('the ops', () => {
  const run = (name: string, shapes: number[][], tile = 2) => {
    const backend = tf.backend() as unknown as TensorFlowBackend;
    const { TF_ATTR_INT, TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
    const attributes: OpAttribute[] = [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'tile', type: TF_ATTR_INT, value: tile },
    ];
    const inputs = shapes.map((shape) => tf.ones(shape));
    const { shape, dataId, dtype } = backend.executeSingleOutput(name, attributes, inputs);
    return tf.engine().makeTensorFromTensorInfo({ shape, dataId, dtype });
  };
  const { forward, inputGradient, filterGradient } = convolutionOps;

  test('an empty batch has an empty result, and a filter gradient of zeros', () => {
    if (!isFast()) return;
    const maps = [0, 5, 4, 16];
    expect(run(forward.name, [maps, [3, 3, 16, 32]]).shape).toEqual([0, 5, 4, 32]);
    expect(run(inputGradient.name, [maps, [3, 3, 32, 16]]).shape).toEqual([0, 5, 4, 32]);
    const gradient = run(filterGradient.name, [maps, [0, 5, 4, 32]]);
    expect(gradient.shape).toEqual([3, 3, 16, 32]);
    expect(gradient.dataSync().every((value) => value === 0)).toBe(true);
  });

  test.each([
    [
      [1, 4, 4, 24],
      [3, 3, 24, 16],
    ],
    [
      [1, 4, 4, 16],
      [3, 3, 32, 16],
    ],
    [
      [1, 4, 4, 16],
      [5, 5, 16, 16],
    ],
  ])('maps %j and a filter %j are refused', (...shapes) => {
    if (!isFast()) return;
    expect(() => run(forward.name, shapes)).toThrow(
      'shapes must fit a 3x3 convolution of stride 1 with multiples of 16 channels',
    );
  });

  test('other ranks and tiles are refused', () => {
    if (!isFast()) return;
    expect(() =>
      run(forward.name, [
        [4, 4, 16],
        [3, 3, 16, 16],
      ]),
    ).toThrow('inputs must have four dimensions');
    const shapes = [
      [1, 4, 4, 16],
      [3, 3, 16, 16],
    ];
    expect(() => run(forward.name, shapes, 3)).toThrow('tile must be 2 or 4');
  });
});

test('the algorithm is the usual one again after each test', () => {
  expect(convolutionAlgorithm()).toBe(useConvolutionAlgorithm());
});
