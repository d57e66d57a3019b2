import * as tf from '@tensorflow/tfjs-core';

import { changeSome } from './change-some.js';

const rows = () => tf.tensor2d([[1], [2], [3], [4]]);

/** Adds its choice to each row, and records its arguments. */
function adding(given: unknown[]) {
  return (some: tf.Tensor2D, choices: readonly number[]): tf.Tensor2D => {
    given.push(some.arraySync(), choices);
    return tf.add(some, tf.tensor2d([...choices], [choices.length, 1]));
  };
}

test('the chosen rows are changed together, each by its choice, and keep their places', () => {
  const given: unknown[] = [];
  const changed = changeSome(rows(), [undefined, 10, undefined, 20], adding(given));
  expect(given).toEqual([
    [[2], [4]],
    [10, 20],
  ]);
  expect(changed.arraySync()).toEqual([[1], [12], [3], [24]]);
});

test('all of them', () => {
  expect(changeSome(rows(), [0, 1, 2, 3], adding([])).arraySync()).toEqual([[1], [3], [5], [7]]);
});

test('none of them', () => {
  const given: unknown[] = [];
  const images = rows();
  expect(changeSome(images, [undefined, undefined, undefined, undefined], adding(given))).toBe(
    images,
  );
  expect(given).toEqual([]);
});
