import * as tf from '@tensorflow/tfjs';

import {
  convolutionAlgorithm,
  useConvolutionAlgorithm,
} from '../../kernels/convolution-algorithm.js';
import { prepareWasm } from '../prepare-wasm.js';
import { offerWasmKernels } from './offer-wasm-kernels.js';

const before = process.env['JSSL_CONVOLUTION'];
let backend: string;
beforeAll(async () => {
  delete process.env['JSSL_CONVOLUTION'];
  backend = tf.getBackend();
  if (backend !== 'wasm') prepareWasm();
  await tf.setBackend('wasm');
  offerWasmKernels();
});
beforeEach(() => {
  useConvolutionAlgorithm();
});
afterAll(async () => {
  if (before !== undefined) process.env['JSSL_CONVOLUTION'] = before;
  await tf.setBackend(backend);
});

const hasKernel = (name: string) => (tf.getKernel(name, 'wasm') as unknown) !== undefined;

const random = (shape: readonly number[], seed: number) =>
  tf.randomNormal([...shape], 0, 1, 'float32', seed);

/** The length of the difference relative to that of `expected`. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [error, length] = [0, 0];
  Array.from(expected).forEach((value, at) => {
    error += ((actual[at] ?? NaN) - value) ** 2;
    length += value ** 2;
  });
  return Math.sqrt(error / length);
}

/** A convolution padded by (kernel − 1) / 2 and its gradients, in float64: y, dx, dFilter. */
function inFloat64(x: tf.Tensor4D, filter: tf.Tensor4D, dy: tf.Tensor4D, stride: number) {
  const [rows, height, width, inChannels] = x.shape;
  const [kernel, , , outChannels] = filter.shape;
  const [, down, across] = dy.shape;
  const [xs, fs, dys] = [x.dataSync(), filter.dataSync(), dy.dataSync()];
  const results = [dy.size, x.size, filter.size].map((size) => new Float64Array(size));
  const [y, dx, dFilter] = results as [Float64Array, Float64Array, Float64Array];
  const border = (kernel - 1) / 2;
  for (let n = 0; n < rows; n++)
    for (let i = 0; i < down; i++)
      for (let j = 0; j < across; j++)
        for (let tap = 0; tap < kernel * kernel; tap++) {
          const row = i * stride + Math.floor(tap / kernel) - border;
          const column = j * stride + (tap % kernel) - border;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          for (let c = 0; c < inChannels; c++) {
            const from = ((n * height + row) * width + column) * inChannels + c;
            for (let o = 0; o < outChannels; o++) {
              const to = ((n * down + i) * across + j) * outChannels + o;
              const weight = (tap * inChannels + c) * outChannels + o;
              y[to] = (y[to] ?? 0) + (xs[from] ?? 0) * (fs[weight] ?? 0);
              dx[from] = (dx[from] ?? 0) + (dys[to] ?? 0) * (fs[weight] ?? 0);
              dFilter[weight] = (dFilter[weight] ?? 0) + (dys[to] ?? 0) * (xs[from] ?? 0);
            }
          }
        }
  return results;
}

interface Case {
  readonly maps: readonly [rows: number, height: number, width: number];
  readonly channels: readonly [number, number];
  readonly kernel?: number;
  readonly stride?: number;
}

// Of some thousand terms in float32, errors are 1e-7 to 1e-6 of the result; those of Winograd's transforms too.
test.each<Case>([
  { maps: [2, 9, 10], channels: [16, 32] },
  { maps: [3, 8, 8], channels: [8, 12] },
  { maps: [2, 33, 5], channels: [4, 4] },
  { maps: [5, 2, 2], channels: [20, 8] },
  { maps: [1, 2, 70], channels: [8, 4] },
  { maps: [3, 1, 1], channels: [64, 8] },
  { maps: [2, 7, 6], channels: [3, 5] },
  { maps: [2, 9, 8], channels: [3, 16], kernel: 7, stride: 2 },
  { maps: [2, 9, 10], channels: [17, 9], stride: 2 },
  { maps: [2, 5, 4], channels: [16, 24], kernel: 1 },
  { maps: [2, 5, 7], channels: [5, 6], kernel: 1, stride: 2 },
  { maps: [1, 11, 9], channels: [2, 3], kernel: 5, stride: 3 },
])('%j: tf.conv2d and its gradients are those of float64', (one) => {
  const { maps, channels, kernel = 3, stride = 1 } = one;
  const x = random([...maps, channels[0]], 1) as tf.Tensor4D;
  const filter = random([kernel, kernel, ...channels], 2) as tf.Tensor4D;
  const convolve = (images: tf.Tensor, weights: tf.Tensor) =>
    tf.conv2d(images as tf.Tensor4D, weights as tf.Tensor4D, stride, (kernel - 1) / 2);
  const compute = (dy?: tf.Tensor) => {
    const y = convolve(x, filter);
    return [y, ...tf.grads(convolve)([x, filter], dy ?? tf.onesLike(y))];
  };
  const [{ shape }] = compute() as [tf.Tensor, ...tf.Tensor[]];
  const dy = random(shape, 3) as tf.Tensor4D;
  const expected = inFloat64(x, filter, dy, stride);
  const fast = compute(dy);
  fast.forEach((result, at) => {
    expect(relativeError(result.dataSync(), expected[at] ?? [])).toBeLessThan(3e-6);
  });
  useConvolutionAlgorithm('direct');
  expect(fast.map((result) => result.shape)).toEqual(compute(dy).map((result) => result.shape));
});

test.each(['same', 'valid'] as const)('%s padding that is not even stays as it was', (padding) => {
  const [x, filter] = [random([2, 8, 8, 4], 1), random([3, 3, 4, 8], 2)];
  const compute = () => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, padding).dataSync();
  const usual = compute();
  useConvolutionAlgorithm('direct');
  expect(compute()).toEqual(usual);
});

test.each([
  [5, 7, 9],
  [1, 300, 3],
  [33, 4, 16],
])('products of [%d, %d] and [%d columns], of transposed matrices too', (rows, depth, columns) => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const a = random(transposeA ? [depth, rows] : [rows, depth], 1) as tf.Tensor2D;
    const b = random(transposeB ? [columns, depth] : [depth, columns], 2) as tf.Tensor2D;
    const [left, right] = [
      (transposeA ? tf.transpose(a) : a).arraySync(),
      (transposeB ? tf.transpose(b) : b).arraySync(),
    ] as [number[][], number[][]];
    const expected = left.flatMap((row) =>
      Array.from({ length: columns }, (_, column) =>
        row.reduce((sum, value, at) => sum + value * (right[at]?.[column] ?? NaN), 0),
      ),
    );
    const product = tf.matMul(a, b, transposeA, transposeB);
    expect(product.shape).toEqual([rows, columns]);
    expect(relativeError(product.dataSync(), expected)).toBeLessThan(1e-6);
  }
});

test('products without depth are zeros', () => {
  expect([...tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
});

const update = (
  tensors: tf.Tensor[],
  sources: tf.Tensor[],
  attrs: { readonly rule: string; readonly numbers: readonly number[] },
  scale?: tf.Tensor,
) =>
  (
    tf.getKernel('JsslUpdateTogether', 'wasm').kernelFunc as unknown as (
      call: object,
    ) => (tf.Tensor | undefined)[] | undefined
  )({ inputs: { tensors, sources, scale }, attrs, backend: tf.backend() });

const towards = { rule: 'towards', numbers: [0.5] };

test('values move together: in place, or as new tensors where a clone shares theirs', () => {
  const [own, shared] = [tf.fill([5], 8), tf.fill([2, 2], 4)];
  const clone = tf.clone(shared);
  const results = update([own, shared], [tf.zeros([5]), tf.zeros([2, 2])], towards);
  expect(results?.[0]).toBeUndefined();
  expect([...own.dataSync()]).toEqual([4, 4, 4, 4, 4]);
  expect([...(results?.[1]?.dataSync() ?? [])]).toEqual([2, 2, 2, 2]);
  expect([...shared.dataSync(), ...clone.dataSync()]).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
});

test('a product sees weights that were changed in place', () => {
  useConvolutionAlgorithm('direct');
  const [x, weights] = [tf.ones([1, 2]), tf.fill([2, 1], 8)];
  expect([...tf.matMul(x, weights).dataSync()]).toEqual([16]);
  useConvolutionAlgorithm();
  update([weights], [tf.zeros([2, 1])], towards);
  useConvolutionAlgorithm('direct');
  expect([...tf.matMul(x, weights).dataSync()]).toEqual([8]);
});

test('SGD takes weight decay, momentum and a factor of the gradients', () => {
  const [value, velocity, gradient] = [tf.fill([3], 2), tf.fill([3], 1), tf.fill([3], 4)];
  const attrs = { rule: 'sgd', numbers: [0.5, 0.25, 0.5] };
  update([value, velocity], [gradient], attrs, tf.scalar(0.5));
  // g = 4 · 0.5 + 2 · 0.25, velocity = 1 · 0.5 + g.
  expect([...velocity.dataSync()]).toEqual([3, 3, 3]);
  expect([...value.dataSync()]).toEqual([0.5, 0.5, 0.5]);
});

test('updates that cannot be done together are left to the caller, or refused', () => {
  const [one, other] = [tf.scalar(1), tf.scalar(2)];
  expect(update([one, one], [other, tf.scalar(3)], towards)).toBeUndefined();
  expect(update([], [], towards)).toEqual([]);
  expect(() => update([one], [tf.zeros([2])], towards)).toThrow('must have one shape');
  expect(() => update([one, other], [tf.scalar(3)], towards)).toThrow('one for each value');
});

test('the norm of many tensors', () => {
  const { kernelFunc } = tf.getKernel('JsslNormTogether', 'wasm');
  const run = kernelFunc as unknown as (call: object) => tf.Scalar;
  const inputs = { tensors: [tf.tensor1d([3, 0]), tf.scalar(4)] };
  expect(run({ inputs, backend: tf.backend() }).dataSync()[0]).toBe(5);
});

test('rows are written in place, or into a copy where a clone shares the matrix', () => {
  const matrix = tf.zeros([3, 2]);
  const write = () =>
    tf
      .engine()
      .runKernel<tf.Tensor[]>('JsslWriteRows', { matrix, rows: tf.ones([1, 2]) }, { start: 1 });
  const clone = tf.clone(matrix);
  expect([...(write()[0]?.dataSync() ?? [])]).toEqual([0, 0, 1, 1, 0, 0]);
  expect([...matrix.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  clone.dispose();
  write();
  expect([...matrix.dataSync()]).toEqual([0, 0, 1, 1, 0, 0]);
});

test('the nearest rows are those of tf.topk', () => {
  const [queries, bank] = [random([70, 9], 1), random([150, 9], 2)];
  const [products, rows] = tf
    .engine()
    .runKernel<tf.Tensor[]>('JsslNearestRows', { queries, bank }, { k: 7 });
  const { values, indices } = tf.topk(tf.matMul(queries, bank, false, true), 7);
  expect(rows?.dataSync()).toEqual(indices.dataSync());
  expect(relativeError(products?.dataSync() ?? [], values.dataSync())).toBeLessThan(1e-6);
  expect(() => tf.engine().runKernel('JsslNearestRows', { queries, bank }, { k: 151 })).toThrow(
    'k must be from 1 to the rows of the bank',
  );
});

test('batch norm in training and its gradient are those of plain operations', () => {
  const x = random([4, 3, 5, 7], 1) as tf.Tensor4D;
  const [scale, offset] = [random([7], 2), random([7], 3)];
  const weights = random([4, 3, 5, 7], 4);
  const fused = (input: tf.Tensor, factor: tf.Tensor, shift: tf.Tensor) => {
    const [y] = tf
      .engine()
      .runKernel<tf.Tensor[]>(
        'JsslBatchNormTraining',
        { x: input, scale: factor, offset: shift },
        { epsilon: 1e-5 },
      );
    return y as tf.Tensor;
  };
  const plain = (input: tf.Tensor, factor: tf.Tensor, shift: tf.Tensor) => {
    const { mean, variance } = tf.moments(input, [0, 1, 2]);
    const normalized = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(normalized, factor), shift);
  };
  const gradients = [fused, plain].map((norm) => {
    const loss = (...inputs: tf.Tensor[]) =>
      tf.sum(tf.mul(norm(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])), weights));
    return [norm(x, scale, offset), ...tf.grads(loss)([x, scale, offset])];
  });
  const [actual = [], expected = []] = gradients;
  actual.forEach((result, at) => {
    expect(relativeError(result.dataSync(), expected[at]?.dataSync() ?? [])).toBeLessThan(2e-6);
  });
});

test('direct takes the kernels away, and back', () => {
  expect(convolutionAlgorithm()).toMatch(/^winograd V/);
  expect(hasKernel('JsslBackboneTraining')).toBe(true);
  useConvolutionAlgorithm('direct');
  expect(hasKernel('JsslBackboneTraining')).toBe(false);
  expect(hasKernel('JsslUpdateTogether')).toBe(false);
  useConvolutionAlgorithm();
  expect(hasKernel('JsslBackboneTraining')).toBe(true);
});

test('nothing is kept', () => {
  const { numTensors, numDataBuffers } = tf.memory();
  const backend = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
  const kept = backend.binding.getNumOfTensors();
  tf.tidy(() => {
    const [x, filter] = [random([1, 4, 4, 4], 1), random([3, 3, 4, 4], 2)] as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    tf.grads((a, b) => tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')))([
      x,
      filter,
    ]);
  });
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(backend.binding.getNumOfTensors()).toBe(kept);
});
