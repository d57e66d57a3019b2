import * as tf from '@tensorflow/tfjs';

import { prepareWasm } from './prepare-wasm.js';

const shapes = [
  { image: [2, 6, 5, 3], filter: [3, 3, 3, 4], stride: 1, pad: 'same' },
  { image: [2, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'valid' },
  { image: [1, 7, 9, 2], filter: [1, 1, 2, 3], stride: 2, pad: 'valid' },
  { image: [2, 8, 7, 1], filter: [5, 5, 1, 2], stride: 2, pad: 'same' },
] as const;

test.each(shapes)(
  'the gradient of %j on WebAssembly is the one of plain JavaScript',
  async (one) => {
    const before = tf.getBackend();
    await prepareWasm();
    const numbers = (shape: readonly number[], step: number) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return tf.tensor4d(
        Float32Array.from({ length: size }, (_, at) => Math.sin(step * at)),
        [...shape] as [number, number, number, number],
      );
    };
    const gradient = async (backend: string) => {
      await tf.setBackend(backend);
      const x = numbers(one.image, 0.7);
      const loss = (filter: tf.Tensor) => {
        const y = tf.conv2d(x, filter as tf.Tensor4D, one.stride, one.pad);
        return tf.sum(tf.mul(y, numbers(y.shape, 0.3)));
      };
      return tf.grad(loss)(numbers(one.filter, 1.1)).dataSync();
    };
    try {
      const expected = await gradient('cpu');
      const actual = await gradient('wasm');
      expect(actual).toHaveLength(expected.length);
      expected.forEach((value, at) => {
        expect(Math.abs((actual[at] ?? NaN) - value)).toBeLessThan(2e-5);
      });
    } finally {
      await tf.setBackend(before);
    }
  },
);
