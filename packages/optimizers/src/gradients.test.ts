import * as tf from '@tensorflow/tfjs-core';

import { addGradients, clipFactor, gradientNorm } from './gradients.js';

const gradients = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0], [-4]]) });
const values = (record: Readonly<Record<string, tf.Tensor>>) =>
  Object.values(record).map((tensor) => [...tensor.dataSync()]);

test('the norm is that of all gradients together', () => {
  expect(gradientNorm(gradients()).dataSync()[0]).toBe(5);
});

test('gradients are scaled down to the limit together, as PyTorch’s clip_grad_norm_', () => {
  const given = gradients();
  const norm = gradientNorm(given);
  const factorOf = (limit: number) => clipFactor(norm, limit).dataSync()[0];
  // torch 2.9.1: clip_grad_norm_ of the same to 2 gives (1.2, 0) and (0, −1.6).
  expect(factorOf(2)).toBeCloseTo(0.4, 6);
  expect(factorOf(6)).toBe(1);
  expect(norm.dataSync()[0]).toBe(5);
});

test('sums take over both, and keep what only one has', () => {
  const before = tf.memory().numTensors;
  const { a, b } = gradients();
  const sums = addGradients({ a, b }, { a: tf.tensor1d([1, 2]) });
  expect(values(sums)).toEqual([
    [4, 2],
    [0, -4],
  ]);
  expect(tf.memory().numTensors).toBe(before + 2);
});
