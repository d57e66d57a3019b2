import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallViews } from '../fixtures/small-views.js';
import { epochBatches, trainingBatches, viewPair } from './view-batches.js';

const views = { ...smallViews, size: 6 };
const at = { seed: 3, epoch: 2 };
const indices = Int32Array.of(5, 0, 39, 12);

const batchOf = (chosen: Int32Array) => ({ indices: chosen, pixels: data.train.read(chosen) });

test('a pair of views is two batches of images', () => {
  const batch = batchOf(indices);
  const before = tf.memory().numTensors;
  const pair = viewPair(batch, { data, views, ...at });
  expect(tf.memory().numTensors).toBe(before + 2);
  expect(pair.map(({ shape }) => shape)).toEqual([
    [4, 6, 6, 1],
    [4, 6, 6, 1],
  ]);
});

test('a view depends only on seed, epoch, image and number, not on the batch', () => {
  const pair = (chosen: Int32Array, where = at) =>
    viewPair(batchOf(chosen), { data, views, ...where }).map((view) => view.arraySync());
  const [first = [], second = []] = pair(indices);
  indices.forEach((index, row) => {
    expect(pair(Int32Array.of(index))).toEqual([[first[row]], [second[row]]]);
  });
  expect(first).not.toEqual(second);
  expect(pair(indices, { ...at, epoch: 3 })[0]).not.toEqual(first);
  expect(pair(indices, { ...at, seed: 4 })[0]).not.toEqual(first);
});

test('an epoch has every image once, in full batches and its own order', () => {
  const batches = epochBatches(40, 12, at);
  expect(batches.map(({ length }) => length)).toEqual([12, 12, 12]);
  const flat = (which: Int32Array[]) => which.flatMap((batch) => Array.from(batch));
  expect(new Set(flat(batches)).size).toBe(36);
  expect(flat(epochBatches(40, 8, at)).slice(0, 36)).toEqual(flat(batches));
  expect(flat(epochBatches(40, 8, at)).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
  expect(epochBatches(40, 12, { ...at, epoch: 3 })).not.toEqual(batches);
});

test.each([undefined, true])('training can resume at any batch, streamed: %s', (streamed) => {
  const from = (first: number) =>
    Array.from(trainingBatches(data.train, { batchSize: 12, first, streamed, ...at }));
  const all = from(0);
  expect(all).toHaveLength(3);
  for (const batch of all) expect(batch).toEqual(batchOf(batch.indices));
  expect(from(2)).toEqual(all.slice(2));
  const order = all.map((batch) => batch.indices);
  if (!streamed) expect(order).toEqual(epochBatches(40, 12, at));
  expect(new Set(order.flatMap((batch) => Array.from(batch))).size).toBe(36);
});
