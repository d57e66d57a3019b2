import { fillUnitRows } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { nearestNeighbors, nearestOthers } from './nearest-neighbors.js';

const unitRows = (name: string, rows: number, features: number) =>
  tf.tensor2d(Float32Array.from(fillUnitRows('nearest', name, rows, features)), [rows, features]);

function* blocks(bank: tf.Tensor2D, sizes: readonly number[]) {
  let start = 0;
  for (const size of sizes) {
    yield tf.slice2d(bank, [start, 0], [size, -1]);
    start += size;
  }
}

test('by hand: the most similar first, of equally similar rows the lower first, over blocks', async () => {
  const bank = tf.tensor2d([
    [0, 1],
    [1, 0],
    [0, 1],
    [0.6, 0.8],
  ]);
  const queries = tf.tensor2d([[0, 1]]);
  for (const sizes of [[4], [1, 3], [3, 1], [1, 1, 1, 1]]) {
    const [found] = await nearestNeighbors(queries, blocks(bank, sizes), 3);
    expect(found).toEqual([
      { place: 0, similarity: 1 },
      { place: 2, similarity: 1 },
      { place: 3, similarity: Math.fround(0.8) },
    ]);
  }
});

test('it agrees with comparing every pair, and leaves no tensor', async () => {
  const [bank, queries] = [unitRows('bank', 60, 7), unitRows('queries', 9, 7)];
  const [values, asked] = [await bank.array(), await queries.array()];
  const all = [...blocks(bank, [25, 30, 5])];
  const before = tf.memory().numTensors;
  const found = await nearestNeighbors(queries, all, 10);
  expect(tf.memory().numTensors).toBe(before);
  asked.forEach((query, at) => {
    const similarities = values.map((row) =>
      row.reduce((sum, value, column) => sum + value * (query[column] ?? 0), 0),
    );
    const order = [...similarities.keys()].sort(
      (a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0),
    );
    expect(found[at]?.map(({ place }) => place)).toEqual(order.slice(0, 10));
    // Sums of 7 float32 products of at most 1.
    found[at]?.forEach(({ place, similarity }) => {
      expect(Math.abs(similarity - (similarities[place] ?? NaN))).toBeLessThan(5e-7);
    });
  });
});

test('what does not fit is refused', async () => {
  const queries = tf.tensor2d([[0, 0, 0]]);
  await expect(nearestNeighbors(queries, [tf.zeros([2, 3])], 3)).rejects.toThrow(
    new RangeError('nearestNeighbors: k must be at most the size of the bank, 2, got 3'),
  );
  await expect(nearestNeighbors(queries, [tf.zeros([2, 3])], 0)).rejects.toThrow(
    new RangeError('nearestNeighbors: k must be a whole number of at least 1, got 0'),
  );
  await expect(nearestNeighbors(queries, [tf.zeros([2, 4])], 1)).rejects.toThrow(
    new RangeError('nearestNeighbors: bank must have F = 3 features like the queries, got 4'),
  );
});

describe('nearestOthers', () => {
  test('a row is not its own neighbor, also among equal rows', async () => {
    const features = tf.tensor2d([
      [1, 0],
      [1, 0],
      [1, 0],
      [0.6, 0.8],
    ]);
    const before = tf.memory().numTensors;
    const found = await nearestOthers(features, 2);
    expect(tf.memory().numTensors).toBe(before);
    const places = found.map((row) => row.map(({ place }) => place));
    expect(places).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ]);
    expect(found[3]?.map(({ similarity }) => similarity)).toEqual([0.6, 0.6].map(Math.fround));
  });

  test.each([
    [0, 'nearestOthers: k must be a whole number of at least 1, got 0'],
    [3, 'nearestOthers: k must be at most N − 1 = 2, the number of other rows, got 3'],
  ])('k %d of three rows is refused', async (k, message) => {
    await expect(nearestOthers(tf.ones([3, 2]), k)).rejects.toThrow(new RangeError(message));
  });
});
