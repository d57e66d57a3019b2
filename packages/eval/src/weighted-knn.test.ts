import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden } from '@jssl/testing';

import { knnAccuracy, weightedKnn } from './weighted-knn.js';

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

  test('scores', () => {
    const scores = weightedKnn(inputs(), options).dataSync();
    const expected = one.scores.flat();
    const largest = Math.max(...expected);
    expected.forEach((value, at) => {
      expect(Math.abs((scores[at] ?? NaN) - value)).toBeLessThan(2e-6 * largest);
    });
  });

  test('top-1 and top-5 accuracy', () => {
    const { top1, top5 } = knnAccuracy({ ...inputs(), targets: one.targets }, options);
    expect(top1).toBeCloseTo(one.top1, 12);
    expect(top5).toBeCloseTo(one.top5, 12);
  });

  test('a plain sort of the cosines gives the same scores', () => {
    const { bank, labels, queries } = inputs();
    const [bankRows, queryRows] = [bank.arraySync(), queries.arraySync()];
    const scores = weightedKnn({ bank, labels, queries }, options).arraySync();
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

test('a bank that holds the query itself gives its label at k = 1, at a temperature of 0.001 too', () => {
  const bank = unit();
  const inputs = { bank, labels: [0, 1, 2], queries: bank, targets: [0, 1, 2] };
  expect(knnAccuracy(inputs, { k: 1, temperature: 0.001, classes: 3 })).toEqual({
    top1: 1,
    top5: 1,
  });
});

test('at a temperature of 0.01 a far neighbour still ranks its class above a class without any', () => {
  const bank = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const inputs = { bank, labels: [0, 6], queries: tf.tensor2d([[1, 0]]) };
  const options = { k: 2, temperature: 0.01, classes: 7 };
  expect(knnAccuracy({ ...inputs, targets: [6] }, options)).toEqual({ top1: 0, top5: 1 });
  expect(knnAccuracy({ ...inputs, targets: [5] }, options)).toEqual({ top1: 0, top5: 0 });
});

test('votes by hand: two near neighbours outvote one nearer', () => {
  // Query e1: cosines 1, 0, 0.6; k = 3, τ = 1: class 0 has e, class 1 has 1 + e^0.6.
  const scores = weightedKnn(
    { bank: unit(), labels: [0, 1, 1], queries: tf.tensor2d([[1, 0]]) },
    { k: 3, temperature: 1, classes: 2 },
  ).dataSync();
  expect(scores[0]).toBeCloseTo(Math.E, 5);
  expect(scores[1]).toBeCloseTo(1 + Math.exp(0.6), 5);
});

test('no tensor is left over', () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit(), targets: [0, 1, 1] };
  const before = tf.memory().numTensors;
  knnAccuracy(inputs, { k: 2, temperature: 0.1, classes: 2 });
  expect(tf.memory().numTensors).toBe(before);
});

test('errors say what is required, what was given and what to do', () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit() };
  const options = { k: 2, temperature: 0.1, classes: 2 };
  expect(() => weightedKnn(inputs, { ...options, k: 4 })).toThrow(
    'weightedKnn: k must be from 1 to the size of the bank, 3, got 4; lower k or take a larger bank',
  );
  expect(() => weightedKnn(inputs, { ...options, temperature: 0 })).toThrow(
    'weightedKnn: temperature must be a finite number above 0, got 0',
  );
  expect(() => weightedKnn({ ...inputs, labels: [0, 1, 2] }, options)).toThrow(
    'weightedKnn: labels must be classes from 0 to 1, got 2',
  );
  expect(() => weightedKnn({ ...inputs, labels: [0] }, options)).toThrow(
    'weightedKnn: labels must be one for each of 3 bank rows, got 1',
  );
  expect(() => weightedKnn({ ...inputs, queries: tf.zeros([2, 3]) }, options)).toThrow(
    'weightedKnn: queries must have F = 2 features like the bank, got 3',
  );
  expect(() => knnAccuracy({ ...inputs, targets: [0] }, options)).toThrow(
    'knnAccuracy: targets must be one for each of 3 queries, at least one, got 1',
  );
});
