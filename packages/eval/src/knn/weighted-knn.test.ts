import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden } from '@jssl/testing';
import fc from 'fast-check';

import { weightedKnn } from './weighted-knn.js';

const golden = readGolden('knn');

describe.each(golden.cases)('golden case $prefix', (one) => {
  const rows = (name: string, count: number) =>
    tf.tensor2d(
      Float32Array.from(fillUnitRows(golden.salt, `${one.prefix}${name}`, count, one.D)),
      [count, one.D],
    );
  const options = { k: one.k, temperature: one.temperature, classes: one.classes };
  const inputs = () => ({
    bank: rows('bank', one.N),
    labels: one.labels,
    queries: rows('query', one.queries),
  });

  test('scores', async () => {
    const scores = await (await weightedKnn(inputs(), options)).data();
    const expected = one.scores.flat();
    const largest = Math.max(...expected);
    expected.forEach((value, at) => {
      expect(Math.abs((scores[at] ?? NaN) - value)).toBeLessThan(2e-6 * largest);
    });
  });

  test('a plain sort of the cosines gives the same scores', async () => {
    const { bank, labels, queries } = inputs();
    const [bankRows, queryRows] = [await bank.array(), await queries.array()];
    const scores = await (await weightedKnn({ bank, labels, queries }, options)).array();
    queryRows.forEach((query, i) => {
      const nearest = bankRows
        .map((row, at) => ({
          label: labels[at] ?? 0,
          similarity: row.reduce((sum, x, column) => sum + x * (query[column] ?? NaN), 0),
        }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, one.k);
      const naive = Array.from({ length: one.classes }, () => 0);
      for (const { label, similarity } of nearest) {
        naive[label] = (naive[label] ?? 0) + Math.exp(similarity / one.temperature);
      }
      const largest = Math.max(...naive);
      naive.forEach((value, label) => {
        expect(Math.abs((scores[i]?.[label] ?? NaN) - value)).toBeLessThan(3e-6 * largest);
      });
    });
  });
});

const unit = () =>
  tf.tensor2d([
    [1, 0],
    [0, 1],
    [0.6, 0.8],
  ]);

test('votes by hand: two near neighbors outvote one nearer', async () => {
  // Query e1: cosines 1, 0, 0.6; k = 3, τ = 1: class 0 has e, class 1 has 1 + e^0.6.
  const voted = await weightedKnn(
    { bank: unit(), labels: [0, 1, 1], queries: tf.tensor2d([[1, 0]]) },
    { k: 3, temperature: 1, classes: 2 },
  );
  const scores = await voted.data();
  expect(scores[0]).toBeCloseTo(Math.E, 5);
  expect(scores[1]).toBeCloseTo(1 + Math.exp(0.6), 5);
});

test('sums beyond float32 are Infinity, and spoil no other class', async () => {
  const voted = await weightedKnn(
    { bank: unit(), labels: [0, 1, 1], queries: tf.tensor2d([[1, 0]]) },
    { k: 2, temperature: 0.01, classes: 3 },
  );
  const scores = await voted.data();
  expect(scores[0]).toBe(Infinity);
  expect(Math.abs((scores[1] ?? NaN) / Math.exp(60) - 1)).toBeLessThan(1e-5);
  expect(scores[2]).toBe(0);
});

test('the order of the bank does not matter', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => row);
  const features = tf.tensor2d(
    Float32Array.from(fillUnitRows(golden.salt, 'permuted.bank', 40, 6)),
    [40, 6],
  );
  const scoresOf = async (order: number[]) => {
    const scores = await weightedKnn(
      {
        bank: tf.gather(features, tf.tensor1d(order, 'int32')),
        labels: order.map((row) => row % 4),
        queries: tf.slice2d(features, [0, 0], [9, 6]),
      },
      { k: 12, temperature: 0.2, classes: 4 },
    );
    return scores.data();
  };
  const expected = await scoresOf(rows);
  expect(expected).toHaveLength(9 * 4);
  expect(Math.max(...expected)).toBeGreaterThan(1);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: 40 }), async (order) => {
      (await scoresOf(order)).forEach((score, at) => {
        const value = expected[at] ?? NaN;
        // A class without votes has 0 in any order.
        expect(Math.abs(score - value)).toBeLessThanOrEqual(1e-6 * value);
      });
    }),
    { numRuns: 20 },
  );
});

test('nothing but the scores is left over', async () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit() };
  const before = tf.memory().numTensors;
  (await weightedKnn(inputs, { k: 2, temperature: 0.1, classes: 2 })).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('errors say what is required, what was given and what to do', async () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit() };
  const options = { k: 2, temperature: 0.1, classes: 2 };
  await expect(weightedKnn(inputs, { ...options, k: 4 })).rejects.toThrow(
    'weightedKnn: k must be from 1 to the size of the bank, 3, got 4; lower k or use a larger bank',
  );
  await expect(weightedKnn(inputs, { ...options, temperature: 0 })).rejects.toThrow(
    'weightedKnn: temperature must be a finite number above 0, got 0',
  );
  await expect(weightedKnn(inputs, { ...options, classes: 0 })).rejects.toThrow(
    'weightedKnn: classes must be a whole number of at least 1, got 0',
  );
  await expect(weightedKnn({ ...inputs, labels: [0, 1, 2] }, options)).rejects.toThrow(
    'weightedKnn: labels must be classes from 0 to 1, got 2',
  );
  await expect(weightedKnn({ ...inputs, labels: [0] }, options)).rejects.toThrow(
    'weightedKnn: labels must be one for each of 3 bank rows, got 1',
  );
  await expect(weightedKnn({ ...inputs, queries: tf.zeros([2, 3]) }, options)).rejects.toThrow(
    'weightedKnn: queries must have F = 2 features like the bank, got 3',
  );
  const flat = tf.zeros([2]) as unknown as tf.Tensor2D;
  await expect(weightedKnn({ ...inputs, queries: flat }, options)).rejects.toThrow(
    new TypeError('weightedKnn: queries must be [N, F], got [2]'),
  );
});
