import { fillUnitRows, readGolden } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { evaluateLinearProbe, linearProbeLogits } from './linear-probe.js';
import { linearProbeTrainer, trainLinearProbe } from './train-linear-probe.js';

const labels = Int32Array.from({ length: 60 }, (_, row) => row % 3);
/** Rows of length 1 in every direction: no line separates their classes. */
const mixed = () =>
  tf.tensor2d(Float32Array.from(fillUnitRows(readGolden('knn').salt, 'probe', 60, 5)), [60, 5]);

test('by hand: two classes in one feature, with weight decay', async () => {
  // Features −1 and 1, of standard deviation 1: by symmetry W = (−w, w), b = 0, and the loss
  // ln(1 + e^(−2w)) + λw² is least where 2/(1 + e^(2w)) = 2λw: for w = ½ at λ = 2/(1 + e).
  const { probe, loss, converged } = await trainLinearProbe(
    { features: tf.tensor2d([[-1], [1]]), labels: [0, 1] },
    { classes: 2, weightDecay: 2 / (1 + Math.E), tolerance: 1e-6 },
  );
  expect(converged).toBe(true);
  const [[left, right] = []] = await probe.weight.array();
  // The gradient, at most 1e-6, over the curvature, at least λ = 0.54; and float32 rounding of ½.
  expect(Math.abs((left ?? NaN) + 0.5)).toBeLessThan(3e-6);
  expect(Math.abs((right ?? NaN) - 0.5)).toBeLessThan(3e-6);
  expect(Math.hypot(...(await probe.bias.array()))).toBeLessThan(3e-6);
  expect(loss).toBeCloseTo(Math.log1p(Math.exp(-1)) + 0.5 / (1 + Math.E), 6);
});

test('the gradient of the loss is zero where it ends, written as a plain loop', async () => {
  const weightDecay = 0.01;
  const tolerance = 1e-5;
  const { probe, converged } = await trainLinearProbe(
    { features: mixed(), labels },
    { classes: 3, weightDecay, tolerance },
  );
  expect(converged).toBe(true);
  const rows = await mixed().array();
  const logits = await linearProbeLogits(probe, mixed()).array();
  const columns = [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column] ?? NaN));
  const mean = columns.map((column) => column.reduce((sum, one) => sum + one, 0) / 60);
  const deviation = columns.map((column, at) =>
    Math.sqrt(column.reduce((sum, one) => sum + (one - (mean[at] ?? NaN)) ** 2, 0) / 60),
  );
  const weight = await probe.weight.array();
  for (let label = 0; label < 3; label++) {
    const errors = logits.map((row, at) => {
      const total = row.reduce((sum, one) => sum + Math.exp(one), 0);
      return Math.exp(row[label] ?? NaN) / total - Number(labels[at] === label);
    });
    // Beyond the tolerance, float32 rounding of sums of 60 terms.
    expect(Math.abs(errors.reduce((sum, one) => sum + one, 0) / 60)).toBeLessThan(tolerance + 1e-6);
    columns.forEach((column, at) => {
      const [m, d] = [mean[at] ?? NaN, deviation[at] ?? NaN];
      const data = column.reduce((sum, x, row) => sum + ((x - m) / d) * (errors[row] ?? NaN), 0);
      const decay = weightDecay * (weight[at]?.[label] ?? NaN) * d;
      expect(Math.abs(data / 60 + decay)).toBeLessThan(tolerance + 1e-6);
    });
  }
});

test('separable features are learned, on any scale, and no tensor is left over', async () => {
  const features = tf.tensor2d(
    Array.from(labels, (label, row) =>
      [0, 1, 2].map((column) => 1000 + 50 * Number(label === column) + ((row * 7) % 10) / 10),
    ),
  );
  const before = tf.memory().numTensors;
  const { probe, loss, converged } = await trainLinearProbe({ features, labels }, { classes: 3 });
  expect(await evaluateLinearProbe(probe, features, labels)).toEqual({ top1: 1, top5: 1 });
  expect(converged).toBe(true);
  expect(loss).toBeLessThan(0.01);
  probe.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a constant feature gets no weight', async () => {
  const features = tf.tensor2d([0, 1, 0, 1].map((label) => [0.1, label]));
  const { probe } = await trainLinearProbe({ features, labels: [0, 1, 0, 1] }, { classes: 2 });
  expect((await probe.weight.array())[0]?.map(Math.abs)).toEqual([0, 0]);
});

test('iterations that run out are reported', async () => {
  const { iterations, converged } = await trainLinearProbe(
    { features: mixed(), labels },
    { classes: 3, tolerance: 1e-9, maxIterations: 2 },
  );
  expect({ iterations, converged }).toEqual({ iterations: 2, converged: false });
});

test('errors say what is required and what was given', async () => {
  const features = tf.zeros<tf.Rank.R2>([2, 4]);
  const train = (given: number[], changed: object = {}) =>
    trainLinearProbe({ features, labels: given }, { classes: 3, ...changed });
  await expect(train([0])).rejects.toThrow(
    new RangeError('trainLinearProbe: labels must be one for each of 2 rows, at least one, got 1'),
  );
  await expect(train([0, 3])).rejects.toThrow(
    new RangeError('trainLinearProbe: labels must be classes from 0 to 2, got 3'),
  );
  for (const name of ['classes', 'maxIterations']) {
    await expect(train([0, 1], { [name]: 0 })).rejects.toThrow(
      new RangeError(`trainLinearProbe: ${name} must be a whole number of at least 1, got 0`),
    );
  }
  await expect(train([0, 1], { weightDecay: -1 })).rejects.toThrow(
    new RangeError(
      'trainLinearProbe: weightDecay must be at least 0 and tolerance above 0, got -1 and 0.0001',
    ),
  );
  await expect(train([0, 1], { tolerance: 0 })).rejects.toThrow(
    new RangeError(
      'trainLinearProbe: weightDecay must be at least 0 and tolerance above 0, got 0 and 0',
    ),
  );
});

describe('more features than rows', () => {
  const wide = () =>
    tf.tensor2d(
      Float32Array.from(fillUnitRows(readGolden('knn').salt, 'wide', 60, 300)),
      [60, 300],
    );

  test.each([0.1, 0.001])('the gradient is as small, with weight decay %s', async (weightDecay) => {
    const features = wide();
    const { probe, loss, converged } = await trainLinearProbe(
      { features, labels },
      { classes: 3, weightDecay, tolerance: 1e-5 },
    );
    expect(converged).toBe(true);
    // The classifier of the standardized features, and its gradient, by other means.
    const [mean, deviation] = tf.tidy(() => {
      const { mean, variance } = tf.moments(features, 0);
      return [mean, tf.sqrt(tf.add(variance, 1e-12))];
    }) as [tf.Tensor1D, tf.Tensor1D];
    const standardized = tf.div<tf.Tensor2D>(tf.sub(features, mean), deviation);
    const weight = tf.mul(probe.weight, tf.expandDims(deviation, 1));
    const bias = tf.add(probe.bias, tf.squeeze(tf.matMul(tf.expandDims(mean, 0), probe.weight)));
    const logits = tf.add(tf.matMul(standardized, weight as tf.Tensor2D), bias);
    const targets = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 'float32');
    const errors = tf.div(tf.sub(tf.softmax(logits as tf.Tensor2D), targets), 60);
    const gradient = tf.add(
      tf.matMul(standardized, errors as tf.Tensor2D, true, false),
      tf.mul(weight, weightDecay),
    );
    const [largest = NaN] = await tf.max(tf.abs(gradient)).data();
    // Beyond the tolerance, float32 rounding of sums of 60 terms.
    expect(largest).toBeLessThan(1.2e-5);
    const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), targets), 1)));
    const decay = tf.mul(tf.sum(tf.square(weight)), weightDecay / 2);
    const [expected = NaN] = await tf.add(crossEntropy, decay).data();
    expect(loss).toBeCloseTo(expected, 5);
  });

  test('a trainer reaches the same loss with each weight decay in turn', async () => {
    const inputs = { features: wide(), labels };
    const before = tf.memory().numTensors;
    const trainer = await linearProbeTrainer(inputs, 3);
    for (const weightDecay of [0.1, 0.01]) {
      const [one, other] = [
        await trainer.train({ weightDecay }),
        await trainLinearProbe(inputs, { classes: 3, weightDecay }),
      ];
      expect([one.converged, other.converged]).toEqual([true, true]);
      // Gradients of at most 1e-4 in 903 components.
      expect(Math.abs(one.loss - other.loss)).toBeLessThan(2e-3);
      one.probe.dispose();
      other.probe.dispose();
    }
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(linearProbeTrainer({ ...inputs, labels: [0] }, 3)).rejects.toThrow(
      'linearProbeTrainer: labels must be one for each of 60 rows, at least one, got 1',
    );
  });
});
