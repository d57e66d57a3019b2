import * as tf from '@tensorflow/tfjs-core';

import { registerSumOfMany } from './sum-many.js';

/** Tensors of a backend that binds at most 8 buffers to a shader, as WebGPU does. */
interface FakeTensor extends tf.TensorInfo {
  readonly value: number;
}

const numberOf = (value: number): FakeTensor => ({
  dataId: {},
  shape: [],
  dtype: 'float32',
  value,
});

afterEach(() => {
  tf.unregisterKernel('AddN', 'few-buffers');
});

/** Registers the sum on a backend of 8 buffers; returns it, how many tensors each call took, and what was disposed. */
function sumOnFewBuffers() {
  const calls: number[] = [];
  const disposed: object[] = [];
  const made: object[] = [];
  const backend = {
    device: { limits: { maxStorageBuffersPerShaderStage: 8 } },
    disposeData(this: object, dataId: object) {
      expect(this).toBe(backend);
      disposed.push(dataId);
      return true;
    },
  };
  tf.registerKernel({
    kernelName: 'AddN',
    backendName: 'few-buffers',
    kernelFunc: ({ inputs }) => {
      expect(Array.isArray(inputs)).toBe(true);
      const numbers = Object.values(inputs) as FakeTensor[];
      calls.push(numbers.length);
      const sum = numberOf(numbers.reduce((total, { value }) => total + value, 0));
      made.push(sum.dataId);
      return sum;
    },
  });
  registerSumOfMany('few-buffers');
  const { kernelFunc } = tf.getKernel('AddN', 'few-buffers');
  const add = (values: readonly number[]) =>
    (kernelFunc({ inputs: values.map(numberOf) as never, backend }) as FakeTensor).value;
  return { add, calls, disposed, made };
}

test.each([
  [1, [1]],
  [2, [2]],
  [7, [7]],
  [8, [7, 2]],
  [13, [7, 7]],
  [14, [7, 7, 2]],
  [62, [7, ...Array<number>(9).fill(7), 2]],
])('the sum of %d tensors takes at most 7 of them at a time', (count, expected) => {
  const { add, calls, disposed, made } = sumOnFewBuffers();
  const values = Array.from({ length: count }, (_, at) => at + 1);
  expect(add(values)).toBe((count * (count + 1)) / 2);
  expect(calls).toEqual(expected);
  // All that is between, none of the inputs and not the sum.
  expect(disposed).toEqual(made.slice(0, -1));
});
