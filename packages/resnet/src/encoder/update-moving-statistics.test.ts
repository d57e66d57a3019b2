import * as tf from '@tensorflow/tfjs-core';

import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import { createEncoder, encode, updateMovingStatistics } from '../index.js';

/** Statistics of one batch norm, and a batch's. */
function statistics() {
  return {
    statistics: {
      'bn1.running_mean': tf.variable(tf.tensor1d([0, 10]), false),
      'bn1.running_var': tf.variable(tf.tensor1d([1, 4]), false),
    },
    batch: {
      'bn1.running_mean': tf.tensor1d([5, -10]),
      'bn1.running_var': tf.tensor1d([3, 0]),
    },
  };
}

const valuesOf = (record: Readonly<Record<string, tf.Tensor>>) =>
  Object.fromEntries(Object.entries(record).map(([name, tensor]) => [name, tensor.arraySync()]));

test.each([
  // 0.9 · (0, 10) + 0.1 · (5, −10); 0.9 · (1, 4) + 0.1 · (3, 0)
  [undefined, [0.5, 8], [1.2, 3.6]],
  [0.5, [2.5, 0], [2, 2]],
  [1, [5, -10], [3, 0]],
  [0, [0, 10], [1, 4]],
])(
  'with the momentum %p running values go so far towards the batch’s',
  (momentum, mean, variance) => {
    const { statistics: running, batch } = statistics();
    updateMovingStatistics({ statistics: running }, batch, momentum);
    const values = [
      ...running['bn1.running_mean'].dataSync(),
      ...running['bn1.running_var'].dataSync(),
    ];
    [...mean, ...variance].forEach((expected, at) => {
      expect(values[at]).toBeCloseTo(expected, 6);
    });
  },
);

test('the batch’s statistics are borrowed, and no tensor leaks', () => {
  const { statistics: running, batch } = statistics();
  const before = tf.memory().numTensors;
  updateMovingStatistics({ statistics: running }, batch);
  expect(tf.memory().numTensors).toBe(before);
  expect(valuesOf(batch)).toEqual({ 'bn1.running_mean': [5, -10], 'bn1.running_var': [3, 0] });
});

test('accepts the statistics from encode, and moves evaluation towards the batch', () => {
  const random = randomFrom(1);
  const encoder = createEncoder(tiny, random);
  const images = tf.tensor4d(Float32Array.from({ length: 8 * 192 }, random), [8, 8, 8, 3]);
  const { feature, batchStatistics } = encode(encoder, images, { training: true });
  const distance = () =>
    tf.norm(tf.sub(encode(encoder, images, { training: false }).feature, feature)).dataSync()[0] ??
    NaN;
  const before = distance();
  updateMovingStatistics(encoder, batchStatistics, 1);
  // The remaining difference is unbiased instead of biased variance.
  expect(distance()).toBeLessThan(before / 3);
});

describe('errors', () => {
  test.each([
    [
      'a missing statistic',
      { 'bn1.running_mean': [5, -10] },
      'updateMovingStatistics: there is no batch statistic for bn1.running_var',
    ],
    [
      'an unknown statistic',
      { 'bn1.running_mean': [5, -10], 'bn1.running_var': [3, 0], 'bn2.running_mean': [1, 1] },
      'updateMovingStatistics: the encoder has no running statistic bn2.running_mean',
    ],
    [
      'a statistic of another shape',
      { 'bn1.running_mean': [5, -10], 'bn1.running_var': [3] },
      'updateMovingStatistics: bn1.running_var must be [2], got [1]',
    ],
  ])('%s is refused by name, and nothing is changed', (_, batch, message) => {
    const { statistics: running } = statistics();
    const tensors = Object.fromEntries(
      Object.entries(batch).map(([name, values]) => [name, tf.tensor1d(values)]),
    );
    const update = () => {
      updateMovingStatistics({ statistics: running }, tensors);
    };
    expect(update).toThrow(new Error(message));
    expect(valuesOf(running)).toEqual({
      'bn1.running_mean': [0, 10],
      'bn1.running_var': [1, 4],
    });
  });
});
