import * as tf from '@tensorflow/tfjs';

import { useConvolutionAlgorithm } from '../kernels/convolution-algorithm.js';
import { prepareWasm } from './prepare-wasm.js';

let before: string;
beforeAll(() => {
  before = tf.getBackend();
  prepareWasm();
});
afterEach(async () => {
  useConvolutionAlgorithm();
  await tf.setBackend(before);
});

/** Whole numbers, so that every order of summation gives the same. */
const numbers = (shape: number[], factor: number) => {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, (_, at) => (factor * at) % 7);
  return tf.tensor(values, shape);
};

const both = [
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
  { transposeA: true, transposeB: true },
  { transposeA: false, transposeB: false },
];

test.each(both)('by hand: %j', async ({ transposeA, transposeB }) => {
  await tf.setBackend('wasm');
  // [[1, 2], [3, 4]] · [[5, 6], [7, 8]] = [[19, 22], [43, 50]]
  const a = tf.tensor2d([1, transposeA ? 3 : 2, transposeA ? 2 : 3, 4], [2, 2]);
  const b = tf.tensor2d([5, transposeB ? 7 : 6, transposeB ? 6 : 7, 8], [2, 2]);
  expect(tf.matMul(a, b, transposeA, transposeB).arraySync()).toEqual([
    [19, 22],
    [43, 50],
  ]);
});

test.each([
  { n: 5, k: 9, m: 4, batch: [] },
  { n: 1, k: 200, m: 3, batch: [] },
  { n: 5, k: 9, m: 4, batch: [3] },
])(
  'products of [$batch, $n, $k] and [$batch, $k, $m] are those of plain JavaScript',
  async (one) => {
    const product = async (backend: string, transposeA: boolean, transposeB: boolean) => {
      await tf.setBackend(backend);
      const { numTensors, numDataBuffers } = tf.memory();
      const result = tf.tidy(() => {
        const { n, k, m, batch } = one;
        const a = numbers([...batch, ...(transposeA ? [k, n] : [n, k])], 3);
        const b = numbers([...batch, ...(transposeB ? [m, k] : [k, m])], 5);
        const loss = (x: tf.Tensor, y: tf.Tensor) => {
          const xy = tf.matMul(x, y, transposeA, transposeB);
          return tf.sum(tf.mul(xy, numbers(xy.shape, 2)));
        };
        const gradients = tf.grads(loss)([a, b]);
        return [tf.matMul(a, b, transposeA, transposeB), ...gradients].map((x) => x.arraySync());
      });
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
      return result;
    };
    for (const { transposeA, transposeB } of both) {
      expect(await product('wasm', transposeA, transposeB)).toEqual(
        await product('cpu', transposeA, transposeB),
      );
    }
  },
);

test('matrices are transposed before they are multiplied, where tfjs multiplies them', async () => {
  // The kernels of @jssl/kernels, if they are in use, read them transposed.
  if (before === 'wasm') useConvolutionAlgorithm('direct');
  await tf.setBackend('wasm');
  const kernels = async (shape: number[]) => {
    const x = numbers(shape, 3);
    const { kernels } = await tf.profile(() => tf.matMul(x, x, false, true));
    return kernels.map(({ name }) => name);
  };
  expect(await kernels([3, 4])).toEqual([tf.Transpose, tf.BatchMatMul, tf.BatchMatMul]);
  expect(await kernels([2, 3, 4])).toEqual([tf.BatchMatMul]);
});
