import type { Dataset } from '@jssl/data';
import { choosePrecision, loadEngine } from '@jssl/engine';
import { limitImages, randomStream, trainingBatches, viewPair } from '@jssl/features';
import * as tf from '@tensorflow/tfjs-core';

import { methodFor } from '../methods/method-for.js';
import { checkBatchAgainst } from '../settings/check-batch-against.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import { initialEncoder } from '../step/initial-encoder.js';
import { newLearner } from '../step/new-learner.js';

/** The first steps also load kernels and allocate memory. */
const STEPS_BEFORE = 2;
/** At least so many steps are measured, and fast ones for so long: other work may slow some of them down. */
const LEAST_STEPS = 3;
const LEAST_SECONDS = 2;
const MOST_STEPS = 50;
/** No step starts after this time: the first steps of large networks say enough. */
const MOST_SECONDS = 10;

/**
 * Measures how many training images per second this machine trains on, by a few steps on some of
 * its images, views included.
 * @returns a function of the settings, which have to fit the images; it throws a SettingError if there are fewer than a
 * batch has.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { defaultTrainConfig, speedMeasure } from '@jssl/trainer';
 *
 * const measure = await speedMeasure(await openDataset('photos'));
 * const small = { ...defaultTrainConfig, arch: 'resnet18', width: 4, m: 16, batchSize: 8 } as const;
 * console.log(measure(small) > 0); // true
 * ```
 */
export async function speedMeasure(data: Dataset): Promise<(config: TrainConfig) => number> {
  const engine = await loadEngine();
  return (config) =>
    measureSpeed(data, config, choosePrecision(config.precision, engine).precision);
}

function measureSpeed(data: Dataset, config: TrainConfig, precision: 'f32' | 'bf16'): number {
  const { seed, batchSize } = config;
  const views = viewOptionsFor(config, data);
  const images = limitImages(data.train, config.limit, seed);
  checkBatchAgainst(config, images.length);
  const encoder = initialEncoder(config, data.channels);
  const method = methodFor(config.method, undefined);
  const learner = newLearner(encoder, method, { config, precision, job: undefined });
  try {
    const at = { seed, epoch: 1 };
    const [batch] = trainingBatches(images, { batchSize, first: 0, ...at });
    if (!batch) throw new Error('speedMeasure: the images do not fill a batch');
    const seconds: number[] = [];
    const started = performance.now();
    for (let step = 0; step < STEPS_BEFORE + MOST_STEPS; step++) {
      const began = performance.now();
      const passed = (began - started) / 1000;
      if (step > 0 && passed > MOST_SECONDS) break;
      if (step >= STEPS_BEFORE + LEAST_STEPS && passed > LEAST_SECONDS) break;
      const pair = viewPair(batch, { data, views, ...at });
      const random = randomStream(seed, 'step', 1, step);
      learner.step(pair, { learningRate: config.lr, random });
      tf.dispose([...pair]);
      seconds.push((performance.now() - began) / 1000);
    }
    const settled = seconds.slice(STEPS_BEFORE);
    return batchSize / Math.min(...(settled.length > 0 ? settled : seconds));
  } finally {
    learner.dispose();
  }
}
