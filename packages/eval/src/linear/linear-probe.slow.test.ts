import { fill, readGolden, transpose } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import {
  createLinearProbe,
  evaluateLinearProbe,
  linearProbeGradients,
  linearProbeLogits,
  linearProbeStep,
} from './linear-probe.js';

const golden = readGolden('linear_probe');
const random =
  (seed = 1) =>
  () =>
    (seed = (seed * 16807) % 2147483647) / 2147483647;

test('the golden steps of Adam: losses, weights and bias', async () => {
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
  for (const [step, expected] of golden.losses.entries()) {
    const start = (step % 4) * 16;
    const loss = await linearProbeStep(probe, optimizer, {
      features: tf.slice2d(x, [start, 0], [16, -1]),
      labels: golden.labels.slice(start, start + 16),
      weightDecay: golden.weight_decay,
    });
    expect(Math.abs(loss - expected)).toBeLessThan(2e-6);
  }
  const finalWeight = await probe.weight.array();
  golden.final_weight_row0.forEach((value, at) => {
    expect(Math.abs((finalWeight[at]?.[0] ?? NaN) - value)).toBeLessThan(2e-6);
  });
  const finalBias = await probe.bias.data();
  golden.final_bias.forEach((value, at) => {
    expect(Math.abs((finalBias[at] ?? NaN) - value)).toBeLessThan(2e-6);
  });
});

/** A classifier of 2 features and 3 classes: weight [[1, 2, 3], [4, 5, 6]], bias [10, 20, 30]. */
function simpleProbe() {
  const probe = createLinearProbe(2, 3, random());
  probe.weight.assign(
    tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  probe.bias.assign(tf.tensor1d([10, 20, 30]));
  return probe;
}

test('logits by hand', async () => {
  const logits = linearProbeLogits(simpleProbe(), tf.tensor2d([[1, -2]]));
  expect(await logits.array()).toEqual([[10 + 1 - 8, 20 + 2 - 10, 30 + 3 - 12]]);
});

test('a step by hand: plain gradient descent with weight decay', async () => {
  const probe = createLinearProbe(1, 2, random());
  probe.weight.assign(tf.tensor2d([[3, -1]]));
  probe.bias.assign(tf.tensor1d([1, 5]));
  // Logits 3·1 + 1 = 4 and −1·1 + 5 = 4: loss ln 2, gradients (½ − 1, ½) of weight and bias, to
  // which 0.1 of each is added; the rate is 2.
  const batch = { features: tf.tensor2d([[1]]), labels: [0], weightDecay: 0.1 };
  const loss = await linearProbeStep(probe, tf.train.sgd(2), batch);
  expect(loss).toBeCloseTo(Math.LN2, 6);
  const expected = [3 - 2 * (-0.5 + 0.3), -1 - 2 * (0.5 - 0.1), 1 - 2 * (-0.5 + 0.1), 5 - 2 * 1];
  [...(await probe.weight.data()), ...(await probe.bias.data())].forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? NaN, 6);
  });
});

test('first values lie within ±1/√F', async () => {
  const probe = createLinearProbe(16, 50, random(3));
  const values = [...(await probe.weight.data()), ...(await probe.bias.data())];
  expect(Math.max(...values)).toBeLessThanOrEqual(0.25);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.25);
  // One of 850 uniform numbers misses the outermost hundredth with a chance of 0.99^850 = 2e−4.
  expect(Math.max(...values)).toBeGreaterThan(0.245);
  expect(Math.min(...values)).toBeLessThan(-0.245);
});

test('steps and evaluation leave no tensor over', async () => {
  const features = tf.tensor2d([[1, -2]]);
  const optimizer = tf.train.sgd(1);
  const before = tf.memory().numTensors;
  const probe = createLinearProbe(2, 3, random());
  await linearProbeStep(probe, optimizer, { features, labels: [2] });
  tf.dispose(linearProbeGradients(probe, { features, labels: [2] }));
  await evaluateLinearProbe(probe, features, [2]);
  linearProbeLogits(probe, features).dispose();
  probe.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('errors say what is required and what was given', async () => {
  expect(() => createLinearProbe(0, 3, random())).toThrow(
    new RangeError('createLinearProbe: features must be a whole number of at least 1, got 0'),
  );
  expect(() => createLinearProbe(3, 1.5, random())).toThrow(
    new RangeError('createLinearProbe: classes must be a whole number of at least 1, got 1.5'),
  );
  const probe = createLinearProbe(4, 3, random());
  const step = (features: tf.Tensor2D, labels: number[]) =>
    linearProbeStep(probe, tf.train.sgd(1), { features, labels });
  await expect(step(tf.zeros([2, 5]), [0, 1])).rejects.toThrow(
    new RangeError('linearProbeStep: features must be [N, F] = [2, 4], got [2, 5]'),
  );
  await expect(step(tf.zeros([2, 4]), [0])).rejects.toThrow(
    new RangeError('linearProbeStep: features must be [N, F] = [1, 4], got [2, 4]'),
  );
  await expect(step(tf.zeros([2, 4]), [0, 3])).rejects.toThrow(
    new RangeError('linearProbeStep: labels must be classes from 0 to 2, got 3'),
  );
  expect(() => linearProbeGradients(probe, { features: tf.zeros([1, 5]), labels: [0] })).toThrow(
    new RangeError('linearProbeGradients: features must be [N, F] = [1, 4], got [1, 5]'),
  );
  expect(() => linearProbeLogits(probe, tf.zeros([2, 5]))).toThrow(
    new RangeError('linearProbeLogits: features must be [N, F] with F = 4, got [2, 5]'),
  );
  await expect(evaluateLinearProbe(probe, tf.zeros([2, 4]), [0, 3])).rejects.toThrow(
    new RangeError('evaluateLinearProbe: targets must be classes from 0 to 2, got 3'),
  );
});
