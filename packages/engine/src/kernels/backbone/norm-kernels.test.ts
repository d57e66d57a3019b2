import { batchNormOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs';

import { useConvolutionAlgorithm } from '../convolution-algorithm.js';
import { type ElementType, type RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { TensorFlowBackend } from '../tensorflow-backend.js';
import { batchNorm, batchNormEvaluation, batchNormGradient } from './batch-norm.js';
import { add, castTo, relu, reluGradient } from './elementwise.js';
import {
  evaluateNorm,
  normalizesByKernels,
  normGradient,
  repeatNorm,
  trainNorm,
} from './norm-kernels.js';

/** What is compared with TensorFlow's own ops, which WebAssembly has not. */
const isFast = () => tf.getBackend() === 'tensorflow' && useConvolutionAlgorithm() !== 'direct';
/** Where the kernels are, also on WebAssembly. */
const hasKernels = (type: ElementType) =>
  useConvolutionAlgorithm() !== 'direct' && (type === 'float32' || tf.getBackend() !== 'wasm');
afterEach(() => {
  useConvolutionAlgorithm();
});

const shape = [4, 5, 3, 19];
const open = () => RawTensorFlow.of(tf.backend() as unknown as TensorFlowBackend);

function maps(raw: RawTensorFlow, seed: number, type: ElementType): RawTensor {
  const values = tf.randomNormal(shape, 1, 2, 'float32', seed);
  return castTo(raw, raw.borrow(values), type);
}
const channels = (raw: RawTensorFlow, seed: number) =>
  raw.borrow(tf.randomUniform([19], 0.5, 1.5, 'float32', seed));
const values = (raw: RawTensorFlow, tensor: RawTensor) =>
  raw.give(castTo(raw, tensor, 'float32')).dataSync();

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual).toHaveLength(expected.length);
  Array.from(expected).forEach((value, at) => {
    expect(Math.abs((actual[at] ?? NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
}

const epsilon = 1e-5;
const cases = (['float32', 'bfloat16'] as const).flatMap((type) =>
  [1, 2].flatMap((splits) => [true, false].map((hasRelu) => [type, splits, hasRelu] as const)),
);

// Values are below 16, where bfloat16 is rounded by up to 1/32; TensorFlow's ops round after each step.
test.each(cases)(
  'in %s with %d groups, ReLU %s: training and its gradient as TensorFlow’s ops',
  (type, splits, hasRelu) => {
    if (!isFast()) return;
    const raw = open();
    const tolerance = type === 'float32' ? 2e-5 : 1 / 8;
    const [x, residual, dy, dOther] = [1, 2, 3, 4].map((seed) => maps(raw, seed, type)) as [
      RawTensor,
      RawTensor,
      RawTensor,
      RawTensor,
    ];
    const [scale, offset] = [channels(raw, 5), channels(raw, 6)];
    const settings = { relu: hasRelu, splits, epsilon };
    const fused = trainNorm(raw, { x, residual }, { scale, offset }, settings);
    const plain = batchNorm(raw, x, { scale, offset }, { ...settings, relu: false });
    const sum = add(raw, plain.y, residual.retain());
    const y = hasRelu ? relu(raw, sum) : sum;

    const input = { x, y: hasRelu ? y : undefined, scale, epsilon };
    const gradient = normGradient(raw, [dy, dOther], {
      ...{ ...input, statistics: fused.statistics, residual: true },
    });
    const dSum = add(raw, dy.retain(), dOther.retain());
    const dBefore = hasRelu ? reluGradient(raw, dSum, y) : dSum;
    const expected = batchNormGradient(
      raw,
      dBefore.retain(),
      { ...input, y: undefined },
      plain.reserves,
      epsilon,
    );
    // Gradients are sums over 60 values of up to 10.
    const sums = type === 'float32' ? 1e-4 : 4;
    expectNear(values(raw, gradient.dScale), values(raw, expected.dScale), sums);
    expectNear(values(raw, gradient.dOffset), values(raw, expected.dOffset), sums);
    expectNear(values(raw, gradient.dx), values(raw, expected.dx), tolerance);
    expectNear(values(raw, gradient.dResidual as RawTensor), values(raw, dBefore), tolerance);
    expectNear(values(raw, fused.y), values(raw, y), tolerance);
    expectNear(values(raw, fused.mean), values(raw, plain.mean), 1e-5);
    expectNear(values(raw, fused.variance), values(raw, plain.variance), 2e-5);
  },
);

test.each(cases)(
  'in %s with %d groups, ReLU %s: an output is repeated to the bit',
  (type, splits, hasRelu) => {
    if (!hasKernels(type)) return;
    const raw = open();
    const x = maps(raw, 1, type);
    const [scale, offset] = [channels(raw, 2), channels(raw, 3)];
    const settings = { relu: hasRelu, splits, epsilon };
    const { y, statistics } = trainNorm(
      raw,
      { x, residual: undefined },
      { scale, offset },
      settings,
    );
    const again = repeatNorm(raw, x, { scale, offset, statistics }, settings);
    expect(values(raw, again)).toEqual(values(raw, y));
  },
);

test('evaluation as TensorFlow’s op, without a residual and with one', () => {
  if (!isFast()) return;
  const raw = open();
  const [x, residual] = [maps(raw, 1, 'float32'), maps(raw, 2, 'float32')];
  const [scale, offset, mean, variance] = [3, 4, 5, 6].map((seed) => channels(raw, seed)) as [
    RawTensor,
    RawTensor,
    RawTensor,
    RawTensor,
  ];
  const norm = { scale, offset, mean, variance };
  const evaluate = (other?: RawTensor) =>
    evaluateNorm(raw, { x, residual: other }, norm, { relu: true, epsilon });
  const plain = batchNormEvaluation(raw, x, norm, { relu: false, epsilon });
  expectNear(values(raw, evaluate()), values(raw, relu(raw, plain.retain())), 2e-5);
  const sum = relu(raw, add(raw, plain, residual.retain()));
  expectNear(values(raw, evaluate(residual)), values(raw, sum), 2e-5);
});

test('NaN and infinity stay visible behind the ReLU', () => {
  if (!isFast()) return;
  const raw = open();
  const x = raw.borrow(tf.tensor4d([NaN, -Infinity, Infinity, -1], [1, 1, 1, 4]));
  const [zeros, ones] = [raw.borrow(tf.zeros([4])), raw.borrow(tf.ones([4]))];
  const norm = { scale: ones, offset: zeros, mean: zeros, variance: ones };
  const y = evaluateNorm(raw, { x, residual: undefined }, norm, { relu: true, epsilon: 0 });
  expect([...values(raw, y)]).toEqual([NaN, 0, Infinity, 0]);
});

test('shapes that do not fit are refused; empty maps and direct convolutions stay with TensorFlow', () => {
  const raw = open();
  const x = maps(raw, 1, 'float32');
  if (isFast()) {
    const [scale, few] = [channels(raw, 2), raw.zeros([18])];
    const train = (splits: number, offset: RawTensor) => () =>
      trainNorm(
        raw,
        { x, residual: undefined },
        { scale, offset },
        { relu: true, splits, epsilon },
      );
    const message = 'shapes must fit a batch norm of maps NHWC that are not empty';
    expect(train(3, scale)).toThrow(message);
    expect(train(1, few)).toThrow(message);
    expect(batchNormOps.training.outputs).toHaveLength(4);
    expect(normalizesByKernels(x)).toBe(true);
    expect(normalizesByKernels(raw.borrow(tf.zeros([0, 5, 3, 19])))).toBe(false);
  }
  useConvolutionAlgorithm('direct');
  expect(normalizesByKernels(x)).toBe(false);
});
