import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { pixelFeatures } from '../embed/embed-images.js';
import { embedForEvaluation } from '../embed/evaluation-features.js';
import { smallViews } from '../fixtures/small-views.js';
import { weightDecays } from '../settings/classifier-settings.js';
import { evaluateLinear } from './linear.js';

const views = smallViews;
const labels = (length: number) => Int32Array.from({ length }, (_, row) => row % 2);
/** Features [N, 1]: the label and noise that grows with `noise`, of which the rows know nothing. */
const noisy = (length: number, noise: number) => ({
  features: tf.tensor2d(
    Array.from({ length }, (_, row) => [(row % 2) + noise * Math.sin(12.9898 * row * row)]),
  ),
  labels: labels(length),
});

test('classes that differ in brightness are told apart, and no tensor is left', async () => {
  const features = await embedForEvaluation(pixelFeatures, data, { views });
  const before = tf.memory().numTensors;
  expect(await evaluateLinear(features)).toMatchObject({
    ...{ top1: 1, top5: 1, perClass: [1, 1], converged: true },
    confusion: [
      [5, 0],
      [0, 5],
    ],
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('the weight decay is the best on validation images, the strongest of equals', async () => {
  const features = { train: noisy(60, 2), test: noisy(20, 2), classes: 2 };
  const report = await evaluateLinear(features);
  expect(report.sweep.map(({ weightDecay }) => weightDecay)).toEqual([...weightDecays]);
  const best = Math.max(...report.sweep.map(({ validationTop1 }) => validationTop1));
  const { weightDecay } = report.sweep.find(({ validationTop1 }) => validationTop1 === best) ?? {};
  expect(report.weightDecay).toBe(weightDecay);
  const alone = await evaluateLinear(features, { weightDecay });
  expect(report).toEqual({ ...alone, sweep: report.sweep });
  expect(alone.sweep).toEqual([]);
});

test('the data set’s own validation images pick, where it has some', async () => {
  const validation = noisy(7, 1);
  const { sweep } = await evaluateLinear({
    ...{ train: noisy(60, 1), validation, test: noisy(20, 1), classes: 2 },
  });
  for (const { validationTop1 } of sweep) expect((7 * validationTop1) % 1).toBeCloseTo(0, 12);
});

test('one image a class leaves none to pick by', async () => {
  const report = await evaluateLinear({ train: noisy(2, 0), test: noisy(4, 0), classes: 2 });
  expect(report).toMatchObject({ sweep: [], weightDecay: weightDecays[0], top1: 1 });
});

test.each([
  [{ weightDecay: -1 }, 'weightDecay must be a number of at least 0, got -1'],
  [{ seed: 0.5 }, 'seed must be a whole number from 0 to 4294967295, got 0.5'],
])('%j is refused', async (settings, message) => {
  const features = { train: noisy(4, 0), test: noisy(4, 0), classes: 2 };
  await expect(evaluateLinear(features, settings)).rejects.toThrow(message);
});
