import { stateDict } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { smallEncoder } from '../fixtures/small-encoder.js';
import { baselines, chanceAccuracy, mostFrequentAccuracy, untrainedEncoder } from './baselines.js';

test('an untrained encoder has the shape of the other and the first weights of its seed', () => {
  const encoder = smallEncoder();
  const same = untrainedEncoder(encoder, 0);
  expect(stateDict(same)).toEqual(stateDict(encoder));
  const other = untrainedEncoder(encoder, 1);
  expect(other.config).toEqual(encoder.config);
  expect(stateDict(other)).not.toEqual(stateDict(encoder));
});

test('the features are of length 1, or as they are', async () => {
  const untrained = smallEncoder();
  const views = tf.fill<tf.Rank.R4>([1, 8, 8, 1], 2);
  const lengths = async (normalized: boolean) => {
    const rows = baselines(untrained, { normalized });
    expect(rows.map(({ name }) => name)).toEqual(['raw pixels', 'random weights']);
    return Promise.all(
      rows.map(async ({ extract }) => (await tf.norm(extract(views)).data())[0] ?? NaN),
    );
  };
  for (const length of await lengths(true)) expect(length).toBeCloseTo(1, 5);
  const [pixels, random] = await lengths(false);
  expect(pixels).toBeCloseTo(16, 5);
  expect(Math.abs((random ?? 1) - 1)).toBeGreaterThan(0.01);
});

test('guessing is right in one of L cases, and in five guesses at most always', () => {
  expect(chanceAccuracy(4)).toEqual({ name: 'chance', top1: 0.25, top5: 1, balanced: 0.25 });
  expect(chanceAccuracy(10)).toEqual({ name: 'chance', top1: 0.1, top5: 0.5, balanced: 0.1 });
});

test('always guessing the most frequent class is a row of its own', () => {
  expect(mostFrequentAccuracy([1, 0, 1], [1, 1, 1, 0], 2)).toEqual({
    name: 'most frequent class',
    ...{ label: 1, top1: 0.75, top5: 1, balanced: 0.5 },
  });
});
