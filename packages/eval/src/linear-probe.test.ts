import * as tf from '@tensorflow/tfjs-core';
import { fill, readGolden, transpose } from '@jssl/testing';

import {
  createLinearProbe,
  disposeLinearProbe,
  evaluateLinearProbe,
  linearProbeStep,
} from './linear-probe.js';
import { trainLinearProbe } from './train-linear-probe.js';

const golden = readGolden('linear_probe');
const random =
  (seed = 1) =>
  () =>
    (seed = (seed * 16807) % 2147483647) / 2147483647;

test('the golden steps of Adam: losses, weights and bias', () => {
  const classes = golden.final_bias.length;
  const features = golden.final_weight_row0.length;
  const rows = golden.labels.length;
  const floats = (name: string, shape: number[], scale: number) =>
    fill(golden.salt, name, shape, scale);
  const probe = createLinearProbe(features, classes, random());
  const weight = floats('probe.weight', [classes, features], 0.2);
  const transposed = Float32Array.from(transpose(weight, [classes, features], [1, 0]));
  probe.weight.assign(tf.tensor2d(transposed, [features, classes]));
  probe.bias.assign(tf.tensor1d(Float32Array.from(floats('probe.bias', [classes], 0.1))));
  const x = tf.tensor2d(Float32Array.from(floats('probe.x', [rows, features], 2)), [
    rows,
    features,
  ]);
  const optimizer = tf.train.adam(golden.lr, 0.9, 0.999, 1e-8);
  golden.losses.forEach((expected, step) => {
    const start = (step % 4) * 16;
    const loss = linearProbeStep(
      probe,
      optimizer,
      tf.slice2d(x, [start, 0], [16, -1]),
      golden.labels.slice(start, start + 16),
      { weightDecay: golden.weight_decay },
    );
    expect(Math.abs(loss - expected)).toBeLessThan(2e-6);
  });
  const finalWeight = probe.weight.arraySync();
  golden.final_weight_row0.forEach((value, at) => {
    expect(Math.abs((finalWeight[at]?.[0] ?? NaN) - value)).toBeLessThan(2e-6);
  });
  const finalBias = probe.bias.dataSync();
  golden.final_bias.forEach((value, at) => {
    expect(Math.abs((finalBias[at] ?? NaN) - value)).toBeLessThan(2e-6);
  });
});

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
  expect(() => createLinearProbe(0, 3, random())).toThrow(
    'createLinearProbe: features must be a whole number of at least 1, got 0',
  );
  const probe = createLinearProbe(4, 3, random());
  expect(() => linearProbeStep(probe, tf.train.adam(), tf.zeros([2, 5]), [0, 1])).toThrow(
    'linearProbeStep: features must be [N, F] = [2, 4], got [2, 5]',
  );
  const options = { epochs: 1, batchSize: 2, learningRate: 0.1, classes: 3, random: random() };
  expect(() => trainLinearProbe({ features: tf.zeros([2, 4]), labels: [0] }, options)).toThrow(
    'trainLinearProbe: labels must be one for each of 2 rows, at least one, got 1',
  );
});
