import * as tf from '@tensorflow/tfjs-core';

import { guessesOf, shareWithin } from './guesses.js';

test('by hand: the first guess, and how many classes come before the true one', async () => {
  const scores = tf.tensor2d([
    [0.1, 0.7, 0.2],
    [0.5, 0.5, 0],
    [0.5, 0.5, 0],
    [-3, -2, -1],
  ]);
  const guesses = await guessesOf(scores, [0, 0, 1, 2]);
  expect(Array.from(guesses.predictions)).toEqual([1, 0, 0, 2]);
  expect(Array.from(guesses.before)).toEqual([2, 0, 1, 0]);
  expect([1, 2, 3].map((k) => shareWithin(guesses, k))).toEqual([0.5, 0.75, 1]);
});

test('a score that is no number comes before all others, and is never right', async () => {
  const guesses = await guessesOf(
    tf.tensor2d([
      [2, NaN, NaN],
      [2, NaN, 1],
    ]),
    [0, 1],
  );
  expect(Array.from(guesses.predictions)).toEqual([1, 1]);
  expect(Array.from(guesses.before)).toEqual([2, Infinity]);
});

test('errors say what is required and what was given', async () => {
  await expect(guessesOf(tf.zeros([2, 3]), [0])).rejects.toThrow(
    new RangeError('guessesOf: targets must be one for each of 2 rows, at least one, got 1'),
  );
  await expect(guessesOf(tf.zeros([1, 3]), [3])).rejects.toThrow(
    new RangeError('guessesOf: targets must be classes from 0 to 2, got 3'),
  );
});
