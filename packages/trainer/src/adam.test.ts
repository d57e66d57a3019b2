import * as tf from '@tensorflow/tfjs-core';

import { applyAdam, createAdam, disposeAdam } from './adam.js';

test('two steps by hand', () => {
  const theta = tf.variable(tf.tensor1d([1, -2]));
  const adam = createAdam({ theta }, { learningRate: 0.1 });
  // The first step moves by the learning rate against the gradient's sign, whatever its size.
  applyAdam(adam, { theta }, { theta: tf.tensor1d([3, -0.5]) });
  expect(theta.dataSync()[0]).toBeCloseTo(0.9, 6);
  expect(theta.dataSync()[1]).toBeCloseTo(-1.9, 6);
  // m = 0.9·0.3 + 0.1·1 = 0.37, m̂ = 0.37/0.19; v = 0.999·0.009 + 0.001·1 = 0.009991, v̂ = v/0.001999
  applyAdam(adam, { theta }, { theta: tf.tensor1d([1, 0]) });
  const expected = 0.9 - (0.1 * (0.37 / 0.19)) / Math.sqrt(0.009991 / 0.001999);
  expect(theta.dataSync()[0]).toBeCloseTo(expected, 6);
  disposeAdam(adam);
});

test('weight decay is added to the gradient', () => {
  const theta = tf.variable(tf.tensor1d([4]));
  const adam = createAdam({ theta }, { learningRate: 0.1, weightDecay: 0.5 });
  applyAdam(adam, { theta }, { theta: tf.tensor1d([-1]) });
  // g = −1 + 0.5·4 = 1
  expect(adam.first['theta']?.dataSync()[0]).toBeCloseTo(0.1, 6);
  expect(theta.dataSync()[0]).toBeCloseTo(3.9, 6);
});

test('a parameter without a gradient is an error, and nothing is left over', () => {
  const theta = tf.variable(tf.tensor1d([1]));
  const before = tf.memory().numTensors;
  const adam = createAdam({ theta }, { learningRate: 0.1 });
  expect(() => {
    applyAdam(adam, { theta }, {});
  }).toThrow('applyAdam: every parameter needs moments and a gradient, theta has none');
  disposeAdam(adam);
  expect(tf.memory().numTensors).toBe(before);
});
