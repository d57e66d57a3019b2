import * as tf from '@tensorflow/tfjs';

import { prepareWasm } from './prepare-wasm.js';

let before: string;
beforeAll(() => {
  before = tf.getBackend();
  prepareWasm();
});
beforeEach(async () => {
  await tf.setBackend('wasm');
});
afterEach(async () => {
  await tf.setBackend(before);
});

test('by hand: more ones than float32 can count one by one', () => {
  const count = 2 ** 24 + 1000;
  expect(tf.sum(tf.ones([count])).dataSync()[0]).toBe(count);
  expect(tf.mean(tf.ones([count])).dataSync()[0]).toBe(1);
});

test('long sums are good to a few roundings', () => {
  const values = Float32Array.from({ length: 2 ** 20 }, (_, at) => 0.5 + Math.sin(at * at));
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  const sum = tf.sum(tf.square(tf.tensor1d(values))).dataSync()[0] ?? NaN;
  expect(Math.abs(sum / squares - 1)).toBeLessThan(3e-7);
  // As a batch norm's: 16 columns of 65,536 numbers, not side by side.
  const { mean, variance } = tf.moments(tf.tensor4d(values, [64, 32, 32, 16]), [0, 1, 2]);
  const [means, variances] = [mean.dataSync(), variance.dataSync()];
  for (let column = 0; column < 16; column++) {
    const own = values.filter((_, at) => at % 16 === column);
    const expected = own.reduce((total, value) => total + value, 0) / own.length;
    const spread = own.reduce((total, value) => total + (value - expected) ** 2, 0) / own.length;
    expect(Math.abs((means[column] ?? NaN) / expected - 1)).toBeLessThan(5e-7);
    expect(Math.abs((variances[column] ?? NaN) / spread - 1)).toBeLessThan(5e-7);
  }
});

const terms = {
  float32: (at: number) => 1 + Math.sin(at),
  int32: (at: number) => at % 9,
  bool: (at: number) => at % 2,
};

describe.each<{ shape: number[]; axis: number | number[] | undefined }>([
  { shape: [], axis: undefined },
  { shape: [1], axis: undefined },
  { shape: [64], axis: 0 },
  { shape: [65], axis: 0 },
  { shape: [5000], axis: undefined },
  { shape: [3, 130], axis: -1 },
  { shape: [130, 3], axis: 0 },
  { shape: [2, 70, 3, 2], axis: [0, 2, 1] },
  { shape: [2, 3, 4, 5], axis: [1, 3] },
  { shape: [2, 3], axis: [] },
  { shape: [3, 0], axis: 0 },
  { shape: [0, 3], axis: 1 },
])('shape $shape, axis $axis', ({ shape, axis }) => {
  const size = tf.util.sizeFromShape(shape);

  test.each([
    { name: 'sum', dtype: 'float32' },
    { name: 'sum', dtype: 'int32' },
    { name: 'sum', dtype: 'bool' },
    { name: 'mean', dtype: 'float32' },
    { name: 'mean', dtype: 'int32' },
  ] as const)('$name of $dtype is that of plain JavaScript', async ({ name, dtype }) => {
    const reduce = async (backend: string, keepDims: boolean) => {
      await tf.setBackend(backend);
      const { numTensors, numDataBuffers } = tf.memory();
      const result = tf.tidy(() => {
        const values = Array.from({ length: size }, (_, at) => terms[dtype](at));
        const x = tf.tensor(values, shape, dtype);
        const y = tf[name](x, axis, keepDims);
        return { shape: [...y.shape], dtype: y.dtype, values: [...y.dataSync()] };
      });
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
      return result;
    };
    for (const keepDims of [false, true]) {
      const { values: expected, ...rest } = await reduce('cpu', keepDims);
      const { values: actual, ...same } = await reduce('wasm', keepDims);
      expect(same).toEqual(rest);
      expect(actual).toHaveLength(expected.length);
      expected.forEach((value, at) => {
        if (value > 0) expect(Math.abs((actual[at] ?? NaN) / value - 1)).toBeLessThan(5e-7);
        else expect(actual[at]).toBe(value);
      });
    }
  });
});

test('the gradient of sums and means is that of plain JavaScript', async () => {
  const gradient = async (backend: string) => {
    await tf.setBackend(backend);
    const loss = (x: tf.Tensor) => tf.sum(tf.mul(tf.mean(x, 1), tf.sum(x, 1)));
    return tf
      .grad(loss)(tf.reshape(tf.range(0, 150), [1, 150]))
      .dataSync();
  };
  const expected = await gradient('cpu');
  (await gradient('wasm')).forEach((value, at) => {
    expect(Math.abs(value / (expected[at] ?? NaN) - 1)).toBeLessThan(3e-7);
  });
});
