import * as tf from '@tensorflow/tfjs';

import { prepareWasm } from './prepare-wasm.js';

let before: string;
beforeAll(() => {
  before = tf.getBackend();
  prepareWasm();
});
afterEach(async () => {
  await tf.setBackend(before);
});

test('by hand: rows are added by segment, and those of no segment are left out', async () => {
  await tf.setBackend('wasm');
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
    [9, 10],
  ]);
  const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, -1, 3], 'int32'), 3);
  expect(sums.arraySync()).toEqual([
    [3, 4],
    [0, 0],
    [6, 8],
  ]);
});

test('whole numbers are not rounded to float32', async () => {
  await tf.setBackend('wasm');
  const x = tf.tensor1d([2 ** 24, 1, 5], 'int32');
  const sums = tf.unsortedSegmentSum(x, tf.tensor1d([0, 0, 1], 'int32'), 2);
  expect(sums.arraySync()).toEqual([2 ** 24 + 1, 5]);
});

test.each([
  { shape: [7], dtype: 'float32' },
  { shape: [7, 3], dtype: 'int32' },
  { shape: [7, 2, 3], dtype: 'float32' },
  { shape: [7, 0], dtype: 'float32' },
] as const)('the sums of %j are those of plain JavaScript', async ({ shape, dtype }) => {
  const sums = async (backend: string) => {
    await tf.setBackend(backend);
    const { numTensors, numDataBuffers } = tf.memory();
    const values = Array.from({ length: 42 }, (_, at) => 3 * at - 50);
    const result = tf.tidy(() => {
      const x = tf.tensor(values.slice(0, tf.util.sizeFromShape([...shape])), [...shape], dtype);
      const sum = tf.unsortedSegmentSum(x, tf.tensor1d([4, 0, 1, 4, 4, 1, 0], 'int32'), 5);
      return { values: [...sum.dataSync()], shape: [...sum.shape], dtype: sum.dtype };
    });
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    return result;
  };
  expect(await sums('wasm')).toEqual({ ...(await sums('cpu')), dtype });
});

test.each([
  { axis: 0, batchDims: 0, indices: [2, 0, 2, 2] },
  { axis: 1, batchDims: 0, indices: [3, 1, 1] },
  {
    axis: 1,
    batchDims: 1,
    indices: [
      [3, 3],
      [0, 1],
      [2, 2],
    ],
  },
])('the gradient of a gather of %j is that of plain JavaScript', async (one) => {
  const gradient = async (backend: string) => {
    await tf.setBackend(backend);
    const x = tf.reshape<tf.Rank.R3>(tf.range(0, 24), [3, 4, 2]);
    const loss = (rows: tf.Tensor) => {
      const chosen = tf.gather(
        rows,
        tf.tensor(one.indices, undefined, 'int32'),
        one.axis,
        one.batchDims,
      );
      return tf.sum(tf.mul(chosen, tf.reshape(tf.range(1, chosen.size + 1), chosen.shape)));
    };
    return tf.grad(loss)(x).arraySync();
  };
  expect(await gradient('wasm')).toEqual(await gradient('cpu'));
});
