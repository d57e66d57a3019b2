import { twinJob } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { gatherLearnedRows, gatherRows, ownRows } from './gather-rows.js';

const other = { ...twinJob, rank: 1 };

test('the rows of all ranks in their order, and of them those of one', () => {
  const rows = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const all = gatherRows(rows, twinJob);
  expect(all.arraySync()).toEqual([[1, 2], [3, 4], [1, 2], [3, 4]]); // prettier-ignore
  const numbered = tf.tensor2d([0, 1, 2, 3], [4, 1]);
  expect(ownRows(numbered, twinJob).arraySync()).toEqual([[0], [1]]);
  expect(ownRows(numbered, other).arraySync()).toEqual([[2], [3]]);
  for (const gather of [gatherRows, ownRows, gatherLearnedRows]) {
    expect(gather(rows, undefined)).toBe(rows);
  }
});

test('the gradient of a row is what the losses of both ranks say of it', () => {
  const rows = tf.tensor2d([1, 2], [2, 1]);
  const weights = tf.tensor2d([5, 7, 11, 13], [4, 1]);
  const loss = (job: typeof twinJob) =>
    tf.grad((own) => tf.sum(tf.mul(gatherLearnedRows(own as tf.Tensor2D, job), weights)));
  // Rank 0's are the first two, and each rank says the same: twice the weights.
  expect(loss(twinJob)(rows).arraySync()).toEqual([[10], [14]]);
  expect(loss(other)(rows).arraySync()).toEqual([[22], [26]]);
});
