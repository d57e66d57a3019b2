import * as tf from '@tensorflow/tfjs-core';

import { twoClasses as data } from './fixtures/two-classes.js';
import { epochBatches, viewPair } from './view-batches.js';
import { viewOptionsFor } from './view-options.js';

const views = viewOptionsFor({ imageSize: 6, cropScale: [0.08, 1] }, data);
const at = { seed: 3, epoch: 2 };
const indices = Int32Array.of(5, 0, 39, 12);

test('a pair of views reads the images of the batch once', () => {
  const read = jest.fn(data.train.read);
  const before = tf.memory().numTensors;
  const pair = viewPair({ ...data.train, read }, data, indices, views, at);
  expect(read.mock.calls).toEqual([[indices]]);
  expect(tf.memory().numTensors).toBe(before + 2);
  expect(pair.map(({ shape }) => shape)).toEqual([
    [4, 6, 6, 1],
    [4, 6, 6, 1],
  ]);
});

test('a view depends on seed, epoch, image and number alone, not on the batch', () => {
  const pair = (chosen: Int32Array, where = at) =>
    viewPair(data.train, data, chosen, views, where).map((view) => view.arraySync());
  const [first = [], second = []] = pair(indices);
  indices.forEach((index, row) => {
    expect(pair(Int32Array.of(index))).toEqual([[first[row]], [second[row]]]);
  });
  expect(first).not.toEqual(second);
  expect(pair(indices, { ...at, epoch: 3 })[0]).not.toEqual(first);
  expect(pair(indices, { ...at, seed: 4 })[0]).not.toEqual(first);
});

test('an epoch has every image once in whole batches, in an order of its own', () => {
  const batches = epochBatches(40, 12, at);
  expect(batches.map(({ length }) => length)).toEqual([12, 12, 12]);
  const flat = (which: Int32Array[]) => which.flatMap((batch) => Array.from(batch));
  expect(new Set(flat(batches)).size).toBe(36);
  expect(flat(epochBatches(40, 8, at)).slice(0, 36)).toEqual(flat(batches));
  expect(flat(epochBatches(40, 8, at)).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
  expect(epochBatches(40, 12, { ...at, epoch: 3 })).not.toEqual(batches);
});
