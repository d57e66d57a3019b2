import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { encodeShuffled } from './encode-shuffled.js';

const order = Int32Array.of(2, 0, 3, 1);

/** Rows less the mean of their group, `splits` groups: the part of batch norm that mixes images. */
function groupCentered(images: tf.Tensor2D, splits: number): { centered: tf.Tensor2D } {
  const groups = tf.split<tf.Tensor2D>(images, splits);
  return {
    centered: tf.concat2d(
      groups.map((x) => tf.sub(x, tf.mean(x, 0))),
      0,
    ),
  };
}

test('encode sees the batch in the order of the permutation, and its outputs come back in place', () => {
  const images = tf.tensor2d([[10], [11], [12], [13]]);
  let seen: unknown;
  const { doubled, shifted } = encodeShuffled(images, order, (shuffled) => {
    seen = shuffled.arraySync();
    return { doubled: tf.mul(shuffled, 2), shifted: tf.reshape(tf.add(shuffled, 1), [4]) };
  });
  expect(seen).toEqual([[12], [10], [13], [11]]);
  expect(doubled.arraySync()).toEqual([[20], [22], [24], [26]]);
  expect(shifted.arraySync()).toEqual([11, 12, 13, 14]);
});

test('an encoder of one image at a time does not notice', () => {
  const permutations = fc
    .integer({ min: 1, max: 8 })
    .chain((rows) => fc.shuffledSubarray([...Array(rows).keys()], { minLength: rows }));
  fc.assert(
    fc.property(permutations, (permutation) => {
      tf.tidy(() => {
        const images = tf.reshape(tf.range(0, permutation.length * 12), [-1, 2, 3, 2]);
        const { same } = encodeShuffled(images, permutation, (shuffled) => ({ same: shuffled }));
        expect(same.shape).toEqual(images.shape);
        expect(same.dataSync()).toEqual(images.dataSync());
      });
    }),
  );
});

test('within one group shuffling changes nothing; with two groups it changes who shares a mean', () => {
  const images = tf.tensor2d([[0], [1], [10], [20]]);
  const shuffled = (splits: number) =>
    encodeShuffled(images, order, (batch) => groupCentered(batch, splits)).centered.arraySync();
  // The mean of all is 7.75.
  expect(shuffled(1)).toEqual(groupCentered(images, 1).centered.arraySync());
  expect(shuffled(1)).toEqual([[-7.75], [-6.75], [2.25], [12.25]]);
  // In order the groups are {0, 1} and {10, 20}; shuffled {10, 0} and {20, 1}.
  expect(groupCentered(images, 2).centered.arraySync()).toEqual([[-0.5], [0.5], [-5], [5]]);
  expect(shuffled(2)).toEqual([[-5], [-9.5], [5], [9.5]]);
});

test('it keeps its outputs, leaves what encode made besides, and frees the rest', () => {
  const images = tf.zeros<tf.Rank.R2>([4, 3]);
  const before = tf.memory().numTensors;
  let statistic: tf.Tensor | undefined;
  const outputs = encodeShuffled(images, order, (shuffled) => {
    statistic = tf.mean(shuffled, 0);
    return { output: tf.relu(shuffled), input: shuffled };
  });
  expect(tf.memory().numTensors - before).toBe(3);
  expect(statistic?.arraySync()).toEqual([0, 0, 0]);
  tf.dispose([outputs, { ...(statistic && { statistic }) }]);
  expect(tf.memory().numTensors).toBe(before);
  expect(images.isDisposed).toBe(false);
});

describe('errors', () => {
  const images = () => tf.zeros<tf.Rank.R2>([4, 3]);
  const identity = (shuffled: tf.Tensor) => ({ shuffled });

  test('a scalar batch', () => {
    expect(() => encodeShuffled(tf.scalar(1), order, identity)).toThrow(
      new TypeError('encodeShuffled: images must be [N, ...], got []'),
    );
  });

  test('a permutation of another length', () => {
    expect(() => encodeShuffled(images(), [1, 0], identity)).toThrow(
      new RangeError('encodeShuffled: permutation must have N = 4 entries, one an image, got 2'),
    );
  });

  test('a permutation that is none', () => {
    expect(() => encodeShuffled(images(), [1, 0, 1, 2], identity)).toThrow(RangeError);
  });

  test('an output of other rows', () => {
    expect(() => encodeShuffled(images(), order, () => ({ p: tf.zeros([3, 2]) }))).toThrow(
      new RangeError('encodeShuffled: output p must have N = 4 rows like images, got [3, 2]'),
    );
  });

  test('a scalar output', () => {
    expect(() => encodeShuffled(images(), order, () => ({ p: tf.scalar(1) }))).toThrow(
      new TypeError('encodeShuffled: output p must be [N, ...], got []'),
    );
  });

  test('an error leaves no tensor behind', () => {
    const given = images();
    const before = tf.memory().numTensors;
    expect(() => encodeShuffled(given, order, () => ({ p: tf.zeros([3, 2]) }))).toThrow();
    expect(() =>
      encodeShuffled(given, order, () => {
        throw new Error('out of memory');
      }),
    ).toThrow('out of memory');
    expect(tf.memory().numTensors).toBe(before);
  });
});
