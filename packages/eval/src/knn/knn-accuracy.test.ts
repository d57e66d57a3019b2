import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden } from '@jssl/testing';
import fc from 'fast-check';

import { guessesOf } from '../accuracy/guesses.js';
import { knnAccuracy, knnSweep, type KnnSweepRow } from './knn-accuracy.js';
import { weightedKnn } from './weighted-knn.js';

const golden = readGolden('knn');

const unitRows = (name: string, count: number, columns: number) =>
  tf.tensor2d(Float32Array.from(fillUnitRows(golden.salt, name, count, columns)), [count, columns]);

const withoutGuesses = (rows: readonly KnnSweepRow[]) =>
  rows.map(({ k, temperature, top1, top5, balanced }) => ({
    k,
    temperature,
    top1,
    top5,
    balanced,
  }));

const unit = () =>
  tf.tensor2d([
    [1, 0],
    [0, 1],
    [0.6, 0.8],
  ]);

test('by hand: each k at each temperature', async () => {
  // Query e1: cosines 1, 0.6 and 0, of classes 1, 0 and 0. At k = 1 class 1 wins. At k = 2 it does
  // too: 1 > e^(−0.4/τ). At k = 3 it does where e^(−0.4/τ) + e^(−1/τ) < 1: at τ = 0.5, where that is
  // 0.45 + 0.14, and not at τ = 2, where it is 0.82 + 0.61.
  const inputs = { bank: unit(), labels: [1, 0, 0], queries: tf.tensor2d([[1, 0]]), targets: [1] };
  const options = { ks: [3, 1, 2], temperatures: [0.5, 2], classes: 7 };
  expect(withoutGuesses(await knnSweep(inputs, options))).toEqual([
    { k: 3, temperature: 0.5, top1: 1, top5: 1, balanced: 1 },
    { k: 3, temperature: 2, top1: 0, top5: 1, balanced: 0 },
    { k: 1, temperature: 0.5, top1: 1, top5: 1, balanced: 1 },
    { k: 1, temperature: 2, top1: 1, top5: 1, balanced: 1 },
    { k: 2, temperature: 0.5, top1: 1, top5: 1, balanced: 1 },
    { k: 2, temperature: 2, top1: 1, top5: 1, balanced: 1 },
  ]);
});

test.each(golden.cases)('golden case $prefix: top-1 and top-5 accuracy', async (one) => {
  const inputs = {
    bank: unitRows(`${one.prefix}bank`, one.N, one.D),
    labels: one.labels,
    queries: unitRows(`${one.prefix}query`, one.queries, one.D),
    targets: one.targets,
  };
  const { k, temperature, classes } = one;
  const { top1, top5 } = await knnAccuracy(inputs, { k, temperature, classes });
  expect(top1).toBeCloseTo(one.top1, 12);
  expect(top5).toBeCloseTo(one.top5, 12);
});

test('a plain loop over sorted cosines gives the same', async () => {
  const [rows, count, classes] = [80, 60, 9];
  const [bank, queries] = [unitRows('sweep.bank', rows, 8), unitRows('sweep.query', count, 8)];
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  const targets = Array.from({ length: count }, (_, row) => (5 * row) % classes);
  const products = await tf.matMul<tf.Tensor2D>(queries, bank, false, true).array();
  const neighbors = products.map((cosines) =>
    cosines
      .map((cosine, row) => ({ cosine, label: labels[row] ?? NaN }))
      .sort((a, b) => b.cosine - a.cosine),
  );
  const share = (k: number, temperature: number, most: number) => {
    const right = neighbors.filter((sorted, query) => {
      const votes = Array.from({ length: classes }, (_, label) =>
        sorted
          .slice(0, k)
          .filter((neighbor) => neighbor.label === label)
          .reduce((sum, { cosine }) => sum + Math.exp(cosine / temperature), 0),
      );
      const guesses = votes.map((_, label) => label);
      guesses.sort((a, b) => (votes[b] ?? NaN) - (votes[a] ?? NaN));
      return guesses.slice(0, most).includes(targets[query] ?? NaN);
    });
    return right.length / count;
  };
  const [ks, temperatures] = [
    [1, 7, 40, 80],
    [0.05, 0.5],
  ];
  const swept = await knnSweep({ bank, labels, queries, targets }, { ks, temperatures, classes });
  const top = swept.map(({ k, temperature, top1, top5 }) => ({ k, temperature, top1, top5 }));
  expect(top).toEqual(
    ks.flatMap((k) =>
      temperatures.map((temperature) => ({
        k,
        temperature,
        top1: share(k, temperature, 1),
        top5: share(k, temperature, 5),
      })),
    ),
  );
});

test('each setting of a sweep is the accuracy at that setting', async () => {
  const inputs = {
    bank: unitRows('sweep.bank', 40, 4),
    labels: Int32Array.from({ length: 40 }, (_, row) => row % 6),
    queries: unitRows('sweep.query', 30, 4),
    targets: Int32Array.from({ length: 30 }, (_, row) => (5 * row) % 6),
  };
  const numbers = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.array(arbitrary, { minLength: 1, maxLength: 3 });
  const ks = numbers(fc.integer({ min: 1, max: 40 }));
  const temperatures = numbers(fc.double({ min: 0.003, max: 10, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(ks, temperatures, async (ks, temperatures) => {
      for (const row of withoutGuesses(await knnSweep(inputs, { ks, temperatures, classes: 6 }))) {
        const { k, temperature } = row;
        const alone = await knnAccuracy(inputs, { k, temperature, classes: 6 });
        expect(row).toEqual({ k, temperature, ...alone });
      }
    }),
    { numRuns: 25 },
  );
});

test('the guesses are those of the scores', async () => {
  const inputs = {
    bank: unitRows('sweep.bank', 40, 4),
    labels: Int32Array.from({ length: 40 }, (_, row) => row % 6),
    queries: unitRows('sweep.query', 30, 4),
    targets: Int32Array.from({ length: 30 }, (_, row) => (5 * row) % 6),
  };
  const [row] = await knnSweep(inputs, { ks: [9], temperatures: [0.5], classes: 6 });
  const scores = await weightedKnn(inputs, { k: 9, temperature: 0.5, classes: 6 });
  expect(row?.guesses).toEqual(await guessesOf(scores, inputs.targets));
});

test('a sweep searches once', async () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit(), targets: [0, 1, 1] };
  const { kernels } = await tf.profile(async () => {
    await knnSweep(inputs, { ks: [1, 2, 3], temperatures: [0.1, 1], classes: 2 });
    return [];
  });
  expect(kernels.filter(({ name }) => name === tf.TopK)).toHaveLength(1);
});

test('a bank that holds the query itself gives its label at k = 1, at a temperature of 0.001 too', async () => {
  const bank = unit();
  const inputs = { bank, labels: [0, 1, 2], queries: bank, targets: [0, 1, 2] };
  expect(await knnAccuracy(inputs, { k: 1, temperature: 0.001, classes: 3 })).toEqual({
    top1: 1,
    top5: 1,
    balanced: 1,
  });
});

test.each([0.01, 0.003])(
  'at a temperature of %d the farthest neighbor still ranks its class above a class without any',
  async (temperature) => {
    const bank = tf.tensor2d([
      [1, 0],
      [-1, 0],
    ]);
    const inputs = { bank, labels: [0, 6], queries: tf.tensor2d([[1, 0]]) };
    const options = { k: 2, temperature, classes: 7 };
    expect(await knnAccuracy({ ...inputs, targets: [6] }, options)).toEqual({
      top1: 0,
      top5: 1,
      balanced: 0,
    });
    expect(await knnAccuracy({ ...inputs, targets: [5] }, options)).toEqual({
      top1: 0,
      top5: 0,
      balanced: 0,
    });
  },
);

test('NaN features are never right', async () => {
  const inputs = { bank: unit(), labels: [0, 0, 0], queries: tf.fill<tf.Rank.R2>([2, 2], NaN) };
  const options = { k: 2, temperature: 0.1, classes: 2 };
  expect((await knnAccuracy({ ...inputs, targets: [0, 1] }, options)).top1).toBe(0);
});

test('no tensor is left over', async () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit(), targets: [0, 1, 1] };
  const before = tf.memory().numTensors;
  await knnAccuracy(inputs, { k: 2, temperature: 0.1, classes: 2 });
  await knnSweep(inputs, { ks: [1, 2], temperatures: [0.1, 1], classes: 2 });
  expect(tf.memory().numTensors).toBe(before);
});

test('errors say what is required and what was given', async () => {
  const inputs = { bank: unit(), labels: [0, 1, 1], queries: unit(), targets: [0, 1, 1] };
  const options = { k: 2, temperature: 0.1, classes: 2 };
  const sweep = { ks: [2], temperatures: [0.1], classes: 2 };
  await expect(knnAccuracy({ ...inputs, targets: [0] }, options)).rejects.toThrow(
    'knnAccuracy: targets must be one for each of 3 queries, at least one, got 1',
  );
  await expect(knnAccuracy({ ...inputs, targets: [0, 1, 2] }, options)).rejects.toThrow(
    'knnAccuracy: targets must be classes from 0 to 1, got 2',
  );
  await expect(knnAccuracy({ ...inputs, labels: [0] }, options)).rejects.toThrow(
    'knnAccuracy: labels must be one for each of 3 bank rows, got 1',
  );
  await expect(knnSweep(inputs, { ...sweep, ks: [2, 4] })).rejects.toThrow(
    'knnSweep: k must be from 1 to the size of the bank, 3, got 4; lower k or use a larger bank',
  );
  await expect(knnSweep(inputs, { ...sweep, temperatures: [1, -1] })).rejects.toThrow(
    'knnSweep: temperature must be a finite number above 0, got -1',
  );
  await expect(knnSweep(inputs, { ...sweep, ks: [] })).rejects.toThrow(
    'knnSweep: ks and temperatures must hold at least one number each, got 0 and 1',
  );
  await expect(knnSweep(inputs, { ...sweep, temperatures: [] })).rejects.toThrow(
    'knnSweep: ks and temperatures must hold at least one number each, got 1 and 0',
  );
});
