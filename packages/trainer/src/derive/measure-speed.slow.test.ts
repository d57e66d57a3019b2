import { twoClasses } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import { speedMeasure } from './measure-speed.js';

test('a few steps are made, and nothing is left of them', async () => {
  const measure = await speedMeasure(twoClasses);
  const before = tf.memory().numTensors;
  for (const precision of ['f32', 'auto'] as const) {
    const speed = measure({ ...smallConfig, precision });
    expect(Number.isFinite(speed) && speed > 0).toBe(true);
  }
  expect(tf.memory().numTensors).toBe(before);
});
