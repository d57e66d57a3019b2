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
    expect(await peak(64)).toBeGreaterThanOrEqual(chunkBytes);
    // WebAssembly transposes the bank.
    const bankBytes = 4 * 2 * rows;
    expect(await peak(200)).toBeLessThan(1.001 * (chunkBytes + bankBytes));
  });
});
