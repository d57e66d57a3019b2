import { twinJob } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { meanOverRanks, meanValues } from './mean-over-ranks.js';
import { sumOverRanks } from './sum-over-ranks.js';

const tensors = () => ({
  a: tf.tensor2d([1, 2, 3, 4], [2, 2]),
  b: tf.tensor1d([5]),
  large: tf.tensor1d([6, 7, 8, 9, 10, 11, 12]),
  c: tf.scalar(13),
});

test('sums by name and shape, in buckets, and nothing is left of what was given', () => {
  const reduced: number[][] = [];
  const job: typeof twinJob = {
    ...twinJob,
    allReduce: (values) => {
      reduced.push([...values]);
      twinJob.allReduce(values);
    },
  };
  const given = tensors();
  const before = tf.memory().numTensors;
  const sums = sumOverRanks(given, job, 5);
  expect(tf.memory().numTensors).toBe(before);
  // A tensor above the size of a bucket goes alone.
  expect(reduced).toEqual([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11, 12], [13]]);
  expect(Object.keys(sums)).toEqual(Object.keys(given));
  expect(sums['a']?.arraySync()).toEqual([[2, 4], [6, 8]]); // prettier-ignore
  expect(sums['large']?.arraySync()).toEqual([12, 14, 16, 18, 20, 22, 24]);
  expect(sums['c']?.arraySync()).toBe(26);
  expect(Object.values(given).every(({ isDisposed }) => isDisposed)).toBe(true);
});

test('means are the sums shared', () => {
  const { a, c } = meanOverRanks(tensors(), twinJob);
  expect(a?.arraySync()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  expect(c?.arraySync()).toBe(13);
  const values = Float32Array.of(1, 3);
  expect([...meanValues(values, { ...twinJob, allReduce: (all) => all.fill(5) })]).toEqual([
    2.5, 2.5,
  ]);
  expect([...values]).toEqual([1, 3]);
});
