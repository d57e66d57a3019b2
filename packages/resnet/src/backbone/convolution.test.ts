import * as tf from '@tensorflow/tfjs-core';

import { convolution } from './convolution.js';

const numbers = (shape: [number, number, number, number], step: number) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Array.from({ length: size }, (_, at) => Math.round(4 * Math.sin(step * (at + 1)))),
    shape,
  );
};

test('a 1x1 kernel of stride 2 sees every second pixel, by hand', () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 3, 4, 1]);
  const y = convolution(x, tf.tensor4d([10], [1, 1, 1, 1]), 2);
  expect(y.arraySync()).toEqual([
    [
      [[10], [30]],
      [[90], [110]],
    ],
  ]);
});

test.each([
  [8, 8, 2],
  [7, 5, 2],
  [9, 4, 3],
  [1, 3, 2],
] as const)(
  'a 1x1 kernel on %i x %i pixels with stride %i, and its gradients',
  (height, width, stride) => {
    const [x, filter] = [numbers([2, height, width, 3], 0.7), numbers([1, 1, 3, 2], 1.3)];
    const [down, across] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    const dy = numbers([2, down, across, 2], 0.9);
    const [images, weights, slopes] = [x, filter, dy].map((one) => one.bufferSync());
    const at = (buffer: typeof images, ...place: number[]) => buffer?.get(...place) ?? NaN;
    // Small whole numbers, so the sums are exact in float32, whatever their order.
    const [y, dx, dw] = [dy, x, filter].map(({ shape }) => tf.buffer(shape, 'float32'));
    const add = (sums: typeof y, value: number, ...place: number[]) => {
      sums?.set(sums.get(...place) + value, ...place);
    };
    const each = (...sizes: number[]): number[][] =>
      sizes.reduce<number[][]>(
        (places, size) =>
          places.flatMap((place) => Array.from({ length: size }, (_, next) => [...place, next])),
        [[]],
      );
    for (const [n = 0, i = 0, j = 0, from = 0, to = 0] of each(2, down, across, 3, 2)) {
      const seen = [n, i * stride, j * stride, from];
      const value = at(images, ...seen);
      const weight = at(weights, 0, 0, from, to);
      const slope = at(slopes, n, i, j, to);
      add(y, value * weight, n, i, j, to);
      add(dx, slope * weight, ...seen);
      add(dw, value * slope, 0, 0, from, to);
    }
    const convolve = (one: tf.Tensor, other: tf.Tensor) =>
      convolution(one as tf.Tensor4D, other as tf.Tensor4D, stride);
    expect(convolve(x, filter).arraySync()).toEqual(y?.toTensor().arraySync());
    const [ofInput, ofFilter] = tf.grads(convolve)([x, filter], dy);
    expect(ofInput?.arraySync()).toEqual(dx?.toTensor().arraySync());
    expect(ofFilter?.arraySync()).toEqual(dw?.toTensor().arraySync());
  },
);

test('no filter gradient of a 1x1 kernel with a stride is asked of the backend', () => {
  const asked: unknown[] = [];
  const kernel = tf.getKernel(tf.Conv2DBackpropFilter, tf.getBackend());
  tf.unregisterKernel(tf.Conv2DBackpropFilter, tf.getBackend());
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      asked.push((call.attrs as unknown as tf.Conv2DBackpropFilterAttrs).strides);
      return kernel.kernelFunc(call);
    },
  });
  try {
    const [x, filter] = [numbers([1, 4, 4, 2], 0.7), numbers([1, 1, 2, 2], 1.3)];
    tf.grad((w: tf.Tensor) => convolution(x, w as tf.Tensor4D, 2))(filter);
  } finally {
    tf.unregisterKernel(tf.Conv2DBackpropFilter, tf.getBackend());
    tf.registerKernel(kernel);
  }
  expect(asked.flat()).toEqual([1]);
});
