import * as tf from '@tensorflow/tfjs-core';

import { forEachQuery } from './similarity-chunks.js';

async function visits(inputs: { bank: tf.Tensor2D; queries: tf.Tensor2D }, k: number) {
  const seen: { query: number; places: number[]; similarities: number[] }[] = [];
  await forEachQuery(inputs, k, (query, places, similarities) => {
    seen.push({ query, places: [...places], similarities: [...similarities] });
  });
  return seen;
}

test('by hand: the most similar first, of equally similar rows the lower first', async () => {
  const bank = tf.tensor2d([
    [0, 1],
    [1, 0],
    [0, 1],
    [0.5, 0.5],
  ]);
  const queries = tf.tensor2d([
    [0, 2],
    [4, 2],
  ]);
  expect(await visits({ bank, queries }, 3)).toEqual([
    { query: 0, places: [0, 2, 3], similarities: [2, 2, 1] },
    { query: 1, places: [1, 3, 0], similarities: [4, 3, 2] },
  ]);
});

test('without queries nothing is visited', async () => {
  expect(await visits({ bank: tf.ones([3, 2]), queries: tf.zeros([0, 2]) }, 1)).toEqual([]);
});

describe('a bank of 2¹⁸ rows, whose queries are taken in chunks of 64', () => {
  const rows = 2 ** 18;
  /** Row b is (b, 1). */
  const bank = () => {
    const numbers = Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 ? 1 : at / 2));
    return tf.tensor2d(numbers, [rows, 2]);
  };

  test('each query is shown once, in order, with its own neighbors', async () => {
    // Query q is (1, q) or (−1, q): its similarity to row b is q + b or q − b.
    const signs = Array.from({ length: 130 }, (_, query) => (query % 2 ? 1 : -1));
    const queries = tf.tensor2d(signs.map((sign, query) => [sign, query]));
    expect(await visits({ bank: bank(), queries }, 2)).toEqual(
      signs.map((sign, query) => {
        const places = sign > 0 ? [rows - 1, rows - 2] : [0, 1];
        return { query, places, similarities: places.map((place) => query + sign * place) };
      }),
    );
  });

  test('more queries hold no more similarities, and no tensor is left over', async () => {
    const peak = async (count: number) => {
      const inputs = { bank: bank(), queries: tf.ones<tf.Rank.R2>([count, 2]) };
      const before = tf.memory();
      const { peakBytes } = await tf.profile(async () => {
        await forEachQuery(inputs, 1, () => undefined);
        return [];
      });
      expect(tf.memory().numTensors).toBe(before.numTensors);
      return peakBytes - before.numBytes;
    };
    const chunkBytes = 4 * 64 * rows;
    // The kernel never holds a matrix of similarities.
    const kernel: unknown = tf.getKernel('JsslNearestRows', tf.getBackend());
    const peakOf64 = await peak(64);
    if (kernel) expect(peakOf64).toBeLessThan(chunkBytes / 1000);
    else expect(peakOf64).toBeGreaterThanOrEqual(chunkBytes);
    // WebAssembly transposes the bank.
    const bankBytes = 4 * 2 * rows;
    expect(await peak(200)).toBeLessThan(1.001 * (chunkBytes + bankBytes));
  });
});

describe('as many queries as a kernel takes', () => {
  /** Without a pattern, in [-1, 1]. */
  const values = (rows: number, columns: number, seed: number) =>
    tf.tidy(() => {
      const numbers = tf.sin(tf.mul(tf.range(1, rows * columns + 1), seed + 0.37));
      return tf.reshape<tf.Rank.R2>(numbers, [rows, columns]);
    });

  test('the neighbors of plain loops in float64', async () => {
    const [queries, bank] = [values(150, 37, 1), values(700, 37, 2)];
    const [left, right] = [queries.arraySync(), bank.arraySync()];
    const found = await visits({ bank, queries }, 20);
    expect(found.map(({ query }) => query)).toEqual(left.map((_, query) => query));
    for (const { query, places, similarities } of found) {
      const exact = right.map((row) =>
        row.reduce((sum, value, at) => sum + value * (left[query]?.[at] ?? NaN), 0),
      );
      const best = [...exact].sort((a, b) => b - a);
      places.forEach((place, at) => {
        // Sums of 37 products of at most 1.
        expect(Math.abs((similarities[at] ?? NaN) - (exact[place] ?? NaN))).toBeLessThan(5e-6);
        expect(Math.abs((exact[place] ?? NaN) - (best[at] ?? NaN))).toBeLessThan(1e-5);
      });
      expect(new Set(places).size).toBe(20);
    }
  });

  test('of equal rows the lower first, all rows of the bank if k says so', async () => {
    const some = values(9, 5, 3);
    const bank = tf.concat([some, some, some]); // 27 rows
    const [first] = await visits({ bank, queries: values(64, 5, 4) }, 27);
    const { places = [], similarities = [] } = first ?? {};
    expect([...places].sort((a, b) => a - b)).toEqual(places.map((_, at) => at));
    for (let at = 0; at < 27; at += 3) {
      const [one = NaN] = places.slice(at);
      expect(places.slice(at, at + 3)).toEqual([one, one + 9, one + 18]);
      expect(new Set(similarities.slice(at, at + 3)).size).toBe(1);
    }
  });

  test('no tensor is left over', async () => {
    const inputs = { bank: values(40, 3, 5), queries: values(600, 3, 6) };
    const before = tf.memory().numTensors;
    expect(await visits(inputs, 2)).toHaveLength(600);
    expect(tf.memory().numTensors).toBe(before);
  });
});
