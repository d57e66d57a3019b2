import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { l2Normalize } from './l2-normalize.js';
import { ntXentLoss } from './nt-xent-loss.js';

/** The gradient of the sum of weights times normalized values. */
const gradient = (x: number[][], weights: number[][], axis = -1) =>
  tf
    .grad((rows) => tf.sum(tf.mul(l2Normalize(rows, axis), tf.tensor2d(weights))))(tf.tensor2d(x))
    .arraySync() as number[][];

const expectRows = (got: readonly number[][], wanted: readonly number[][], digits = 6) => {
  const flat = wanted.flat();
  for (const [at, value] of got.flat().entries()) {
    expect(value).toBeCloseTo(flat[at] ?? NaN, digits);
  }
};

test('rows are divided by their norms', () => {
  const rows = [
    [3, 4],
    [0, -2],
  ];
  // ‖(3, 4)‖ = 5
  expectRows(l2Normalize(tf.tensor2d(rows)).arraySync(), [
    [0.6, 0.8],
    [0, -1],
  ]);
});

test('vectors can run along any axis', () => {
  const columns = [
    [3, 0],
    [4, 1],
  ];
  const wanted = [
    [0.6, 0],
    [0.8, 1],
  ];
  for (const axis of [0, -2])
    expectRows(l2Normalize(tf.tensor2d(columns), axis).arraySync(), wanted);
  const single = l2Normalize(tf.tensor1d([3, 4])).arraySync();
  expectRows([single], [[0.6, 0.8]]);
  expect(l2Normalize(tf.ones([2, 4, 3]), 1).dataSync()).toEqual(new Float32Array(24).fill(0.5));
});

test('a vector of zeros stays zero, and its gradient is zero', () => {
  const rows = [
    [0, 0],
    [3, 4],
  ];
  expect(l2Normalize(tf.tensor2d(rows)).arraySync()[0]).toEqual([0, 0]);
  const weights = [
    [1, 2],
    [1, 2],
  ];
  // y = (0.6, 0.8), ⟨dy, y⟩ = 2.2: (1 − 0.6·2.2, 2 − 0.8·2.2) / 5
  expectRows(gradient(rows, weights), [
    [0, 0],
    [-0.064, 0.048],
  ]);
});

test('the gradient along columns is that of the transposed rows', () => {
  const weights = [[1], [2]];
  expectRows(gradient([[3], [4]], weights, 0), [[-0.064], [0.048]]);
});

test('a vector whose squares vanish is one of zeros', () => {
  expect(l2Normalize(tf.tensor2d([[3e-30, 4e-30]])).arraySync()).toEqual([[0, 0]]);
  expect(gradient([[3e-30, 4e-30]], [[1, 2]])).toEqual([[0, 0]]);
});

test('the gradient agrees with finite differences', () => {
  const part = fc.double({ min: 0.5, max: 2, noNaN: true });
  const exact = (x: number, y: number) => (x + 3 * y) / Math.hypot(x, y);
  const h = 1e-5;
  fc.assert(
    fc.property(part, part, (x, y) => {
      const [[byX = NaN, byY = NaN] = []] = gradient([[x, y]], [[1, 3]]);
      // float32 beside a float64 difference quotient
      expect(byX).toBeCloseTo((exact(x + h, y) - exact(x - h, y)) / (2 * h), 4);
      expect(byY).toBeCloseTo((exact(x, y + h) - exact(x, y - h)) / (2 * h), 4);
    }),
  );
});

test('it prepares embeddings for the losses, whatever their type says', () => {
  const outputs: tf.Tensor = tf.tensor2d([
    [2, 0],
    [0, 5],
  ]);
  // As tf.div and model.predict return them.
  const z1 = tf.div(outputs, 3);
  const loss = ntXentLoss({ z1: l2Normalize(z1), z2: l2Normalize(outputs) }, { temperature: 1 });
  // The other view has cosine 1, two rows have cosine 0: −log(e / (e + 2))
  expect(loss.dataSync()[0]).toBeCloseTo(Math.log((Math.E + 2) / Math.E), 6);
  expect(() => ntXentLoss({ z1: tf.zeros([2, 2, 2]), z2: z1 })).toThrow(
    new TypeError('ntXentLoss: z1 must be a matrix [N, D], got [2, 2, 2]'),
  );
});

test('it keeps its argument and leaves one tensor', () => {
  const x = tf.tensor2d([[3, 4]]);
  const before = tf.memory().numTensors;
  l2Normalize(x);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(x.isDisposed).toBe(false);
});

test('another type, or an axis that is not there, is refused', () => {
  expect(() => l2Normalize(tf.tensor2d([[3, 4]], [1, 2], 'int32'))).toThrow(
    new TypeError('l2Normalize: x must be float32, got int32'),
  );
  expect(() => l2Normalize(tf.ones([1, 2]), 2)).toThrow('must be in range [-2, 2) but got axis 2');
  expect(() => l2Normalize(tf.ones([1, 2]), 0.5)).toThrow('must be integers but got axis 0.5');
});
