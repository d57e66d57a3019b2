import * as tf from '@tensorflow/tfjs-core';

import { knnSweep } from './knn/knn-accuracy.js';
import { nearestNeighbors, nearestOthers } from './knn/nearest-neighbors.js';
import { similarGroups } from './knn/similar-groups.js';
import { weightedKnn } from './knn/weighted-knn.js';
import { evaluateLinearProbe } from './linear/linear-probe.js';
import { trainLinearProbe } from './linear/train-linear-probe.js';
import { measureRetrieval } from './retrieval/retrieval.js';
import type { Rows } from './with-rows.js';

const size = 2;
const values = Float32Array.of(1, 0, 0.8, 0.6, 0.6, 0.8, 0, 1); // [4, 2], unit rows
const labels = [0, 0, 1, 1];

/** What every function computes of the same rows. */
async function everything(rows: Rows): Promise<unknown[]> {
  const knn = { bank: rows, labels, queries: rows };
  const scores = await weightedKnn(knn, { k: 2, temperature: 1, classes: 2 });
  const { probe, loss } = await trainLinearProbe(
    { features: rows, labels },
    { classes: 2, weightDecay: 0.1 },
  );
  const results = [
    await nearestNeighbors(rows, rows, 2),
    await nearestNeighbors(rows, [rows, rows], 2),
    await nearestOthers(rows, 1),
    await similarGroups(rows, 0.9),
    await knnSweep({ ...knn, targets: labels }, { ks: [1], temperatures: [1], classes: 2 }),
    [...(await scores.data())],
    await measureRetrieval({ features: rows, groups: labels }, [1]),
    loss,
    await evaluateLinearProbe(probe, rows, labels),
  ];
  scores.dispose();
  probe.dispose();
  return results;
}

test('values give what their tensor gives, and leave no tensor', async () => {
  const tensor = tf.tensor2d(values, [4, size]);
  const before = tf.memory().numTensors;
  const ofValues = await everything({ values, size });
  expect(tf.memory().numTensors).toBe(before);
  expect(ofValues).toEqual(await everything(tensor));
  expect(tensor.isDisposed).toBe(false);
});

test('one tensor is a bank', async () => {
  const [neighbors] = await nearestNeighbors(
    { values: Float32Array.of(1, 0), size },
    tf.tensor2d(values, [4, size]),
    2,
  );
  expect(neighbors?.map(({ place }) => place)).toEqual([0, 1]);
  expect(neighbors?.map(({ similarity }) => similarity)).toEqual([1, Math.fround(0.8)]);
});

test('values that are not whole rows are refused', async () => {
  for (const wrong of [3, 0, 1.5]) {
    await expect(similarGroups({ values, size: wrong }, 0.9)).rejects.toThrow(
      new RangeError(
        `similarGroups: features must have values of whole rows, each of size ${wrong}, got 8 values`,
      ),
    );
  }
});

test('tensors of another rank are refused', async () => {
  const queries = tf.ones([2]);
  await expect(nearestNeighbors(queries, [], 1)).rejects.toThrow(
    new TypeError('nearestNeighbors: queries must be [N, F], got [2]'),
  );
  await expect(nearestNeighbors({ values, size }, tf.ones([2, 2, 2]), 1)).rejects.toThrow(
    new TypeError('nearestNeighbors: bank must be [B, F], got [2, 2, 2]'),
  );
});
