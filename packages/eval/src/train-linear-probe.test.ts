import * as tf from '@tensorflow/tfjs-core';

import { disposeLinearProbe, evaluateLinearProbe } from './linear-probe.js';
import { trainLinearProbe } from './train-linear-probe.js';

const random =
  (seed = 1) =>
  () =>
    (seed = (seed * 16807) % 2147483647) / 2147483647;

test('separable features are learned, on any scale, and no tensor is left over', () => {
  const labels = Int32Array.from({ length: 60 }, (_, row) => row % 3);
  const next = random(7);
  const features = tf.tensor2d(
    Array.from(labels, (label) =>
      [0, 1, 2].map((column) => 1000 + 50 * Number(label === column) + next()),
    ),
  );
  const before = tf.memory().numTensors;
  const probe = trainLinearProbe(
    { features, labels },
    { epochs: 60, batchSize: 16, learningRate: 0.05, classes: 3, random: random() },
  );
  expect(evaluateLinearProbe(probe, features, labels)).toEqual({ top1: 1, top5: 1 });
  disposeLinearProbe(probe);
  expect(tf.memory().numTensors).toBe(before);
});

test('a constant feature gets no weight', () => {
  const features = tf.tensor2d([0, 1, 0, 1].map((label) => [0.1, label]));
  const probe = trainLinearProbe(
    { features, labels: [0, 1, 0, 1] },
    { epochs: 5, batchSize: 2, learningRate: 0.1, classes: 2, random: random() },
  );
  expect(probe.weight.arraySync()[0]?.map(Math.abs)).toEqual([0, 0]);
});

test('errors say what is required and what was given', () => {
  const options = { epochs: 1, batchSize: 2, learningRate: 0.1, classes: 3, random: random() };
  const features = tf.zeros<tf.Rank.R2>([2, 4]);
  const train = (labels: number[], changed: Partial<typeof options> = {}) => {
    return () => trainLinearProbe({ features, labels }, { ...options, ...changed });
  };
  expect(train([0])).toThrow(
    new RangeError('trainLinearProbe: labels must be one for each of 2 rows, at least one, got 1'),
  );
  expect(train([0, 3])).toThrow(
    new RangeError('trainLinearProbe: labels must be classes from 0 to 2, got 3'),
  );
  for (const name of ['epochs', 'batchSize', 'classes']) {
    expect(train([0, 1], { [name]: 0 })).toThrow(
      new RangeError(`trainLinearProbe: ${name} must be a whole number of at least 1, got 0`),
    );
  }
});
