import * as tf from '@tensorflow/tfjs-core';

import { evaluateFewLabels } from './few-labels.js';

/** Two classes in opposite directions, with eight training and four test images. */
function features() {
  const of = (count: number) => ({
    features: tf.tensor2d(Array.from({ length: count }, (_, at) => [at % 2 ? 1 : -1, 0])),
    labels: Int32Array.from({ length: count }, (_, at) => at % 2),
  });
  return { train: of(8), test: of(4), classes: 2 };
}

test('few labeled images of each class vote', async () => {
  const before = tf.memory().numTensors;
  const both = features();
  expect(await evaluateFewLabels(both, { labelsPerClass: 1 })).toBe(1);
  const wrong = { ...both, test: { ...both.test, labels: Int32Array.of(1, 1, 1, 1) } };
  expect(await evaluateFewLabels(wrong, { labelsPerClass: 2 })).toBe(0.5);
  tf.dispose([both.train.features, both.test.features]);
  expect(tf.memory().numTensors).toBe(before);
});

test.each([0, 1.5, 5])('%p labels per class are refused', async (labelsPerClass) => {
  await expect(evaluateFewLabels(features(), { labelsPerClass })).rejects.toThrow(
    `labelsPerClass must be a whole number of images from 1 to 4, the training images of the smallest class, got ${labelsPerClass}`,
  );
});
