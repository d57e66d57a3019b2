import * as tf from '@tensorflow/tfjs-core';

import { batchNormSynchronized, batchNormTraining, type GatherStatistics } from './batch-norm.js';
import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import { createEncoder, encode } from '../index.js';

const [C, SIDE] = [3, 2];

function random4d(rows: number, key: number, shift = 0): tf.Tensor4D {
  const random = randomFrom(key);
  const values = Float32Array.from({ length: rows * SIDE * SIDE * C }, () => random() * 4 + shift);
  return tf.tensor4d(values, [rows, SIDE, SIDE, C]);
}

const scaleAndOffset = () => [tf.tensor1d([0.5, 2, -1]), tf.tensor1d([1, -3, 0])] as const;

/** Values and gradients of Σ y · weights. */
function run(
  x: tf.Tensor4D,
  weights: tf.Tensor4D,
  normalize: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) => tf.Tensor4D,
) {
  const gradients = tf.grads((...inputs) => {
    const [image, gamma, beta] = inputs as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    return tf.sum(tf.mul(normalize(image, gamma, beta), weights));
  });
  return gradients([x, ...scaleAndOffset()]);
}

/**
 * Runs `work` for two processes in turn, several times: what one gathers is what the other sent at the same
 * point of the run before.
 */
function inTwoProcesses<Result>(
  rounds: number,
  work: (rank: number, gather: GatherStatistics) => Result,
): [Result, Result] {
  let said: number[][][] = [[], []];
  let results: Result[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = said;
    said = [[], []];
    results = [0, 1].map((rank) =>
      work(rank, (values) => {
        const own = [...values.dataSync<'float32'>()];
        const other = before[1 - rank]?.[said[rank]?.length ?? NaN] ?? own;
        said[rank]?.push(own);
        return tf.tensor2d(rank === 0 ? [own, other] : [other, own]);
      }),
    );
  }
  return results as [Result, Result];
}

const largestDifference = (a: tf.Tensor, b: tf.Tensor) => {
  expect(a.shape).toEqual(b.shape);
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? NaN;
};

describe('batch norm of a batch split over two processes', () => {
  const partsOfBatch = () => [random4d(2, 1), random4d(2, 2, 5)] as const;

  test('values and statistics are those of the whole batch', () => {
    const parts = partsOfBatch();
    const [scale, offset] = scaleAndOffset();
    const expected = batchNormTraining(tf.concat4d([...parts], 0), scale, offset, 1);
    const outputs = inTwoProcesses(2, (rank, gather) =>
      batchNormSynchronized(parts[rank] as tf.Tensor4D, scale, offset, gather),
    );
    // float32, values up to 7.
    const values = tf.concat(outputs.map(({ y }) => y));
    expect(largestDifference(values, expected.y)).toBeLessThan(3e-6);
    for (const output of outputs) {
      expect(largestDifference(output.mean, expected.mean)).toBeLessThan(2e-6);
      expect(largestDifference(output.variance, expected.variance)).toBeLessThan(2e-5);
    }
    // The parts have different statistics of their own.
    expect(largestDifference(tf.mean(parts[0], [0, 1, 2]), expected.mean)).toBeGreaterThan(2);
  });

  test('gradients are those of the whole batch; those of scale and offset after summing', () => {
    const parts = partsOfBatch();
    const weights = [random4d(2, 3), random4d(2, 4)] as const;
    const whole = tf.concat4d([...parts], 0);
    const [dx, dScale, dOffset] = run(whole, tf.concat4d([...weights], 0), (...inputs) => {
      return batchNormTraining(...inputs, 1).y;
    }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [first, second] = inTwoProcesses<tf.Tensor[]>(3, (rank, gather) =>
      run(parts[rank] as tf.Tensor4D, weights[rank] as tf.Tensor4D, (...inputs) => {
        return batchNormSynchronized(...inputs, gather).y;
      }),
    );
    const joined = tf.concat([first[0], second[0]] as tf.Tensor4D[]);
    expect(largestDifference(joined, dx)).toBeLessThan(3e-6);
    for (const [at, expected] of [
      [1, dScale],
      [2, dOffset],
    ] as const) {
      const sum = tf.add(first[at] as tf.Tensor, second[at] as tf.Tensor);
      // Sums of 16 products up to 8.
      expect(largestDifference(sum, expected)).toBeLessThan(3e-5);
    }
  });
});

test('an encoder whose peer holds the same images gives the numbers of both batches', () => {
  const encoder = createEncoder(tiny, randomFrom(1));
  const random = randomFrom(2);
  const images = tf.tensor4d(Float32Array.from({ length: 3 * 8 * 8 * 3 }, random), [3, 8, 8, 3]);
  const gatherStatistics: GatherStatistics = (values) => tf.stack([values, values]) as tf.Tensor2D;
  const both = encode(encoder, tf.concat4d([images, images], 0), { training: true });
  const one = encode(encoder, images, { training: true, gatherStatistics });
  for (const name of ['feature', 'p', 'n'] as const) {
    expect(largestDifference(one[name], tf.slice(both[name], 0, 3))).toBeLessThan(2e-5);
  }
  expect(Object.keys(one.batchStatistics).sort()).toEqual(Object.keys(both.batchStatistics).sort());
  for (const [name, statistic] of Object.entries(one.batchStatistics)) {
    expect(largestDifference(statistic, both.batchStatistics[name] as tf.Tensor)).toBeLessThan(
      2e-5,
    );
  }
  expect(() => encode(encoder, images, { training: true, splits: 3, gatherStatistics })).toThrow(
    new RangeError('encode: splits must be 1 with gatherStatistics, got 3'),
  );
  expect(() =>
    encode(encoder, images, { training: true, precision: 'bf16', gatherStatistics }),
  ).toThrow(new RangeError('encode: precision must be f32 with gatherStatistics, got bf16'));
  // A process may hold a single image, since the batch has more.
  const [alone] = tf.split(images, 3);
  const { p } = encode(encoder, alone as tf.Tensor4D, { training: true, gatherStatistics });
  expect(p.shape).toEqual([1, tiny.embeddingSize]);
});
