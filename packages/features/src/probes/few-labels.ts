import { SettingError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import type { EvaluationFeatures } from '../embed/evaluation-features.js';
import { evaluateKnn } from './knn.js';

/** Draws of labeled images: the accuracy depends on which ones are drawn. */
const DRAWS = 10;

/**
 * The kNN accuracy with few labels: the bank holds only some training images of each class, and all of a class can
 * vote. The mean over ten random draws, the same for all features.
 * @returns a share in [0, 1].
 * @throws SettingError if a class has fewer training images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, evaluateFewLabels, loadEncoder, pixelFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(pixelFeatures, photos, { views });
 * console.log(await evaluateFewLabels(features, { labelsPerClass: 2 })); // 1
 * ```
 */
export async function evaluateFewLabels(
  features: EvaluationFeatures,
  { labelsPerClass, seed = 0 }: { readonly labelsPerClass: number; readonly seed?: number },
): Promise<number> {
  const { train, classes } = features;
  const ofClass = Array.from({ length: classes }, (_, label) =>
    Array.from(train.labels.keys()).filter((at) => train.labels[at] === label),
  );
  const least = Math.min(...ofClass.map((images) => images.length));
  if (!(Number.isInteger(labelsPerClass) && labelsPerClass >= 1 && labelsPerClass <= least)) {
    const required = `a whole number of images from 1 to ${least}, the training images of the smallest class`;
    throw new SettingError({ setting: 'labelsPerClass', required, got: labelsPerClass });
  }
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const random = randomStream(seed, 'bootstrap', draw);
    const drawn = ofClass.flatMap((images) => {
      const left = [...images];
      return Array.from({ length: labelsPerClass }, () =>
        left.splice(Math.floor(random() * left.length), 1),
      ).flat();
    });
    const bank = tf.gather(train.features, drawn);
    const labels = Int32Array.from(drawn, (at) => train.labels[at] ?? NaN);
    try {
      const few = { ...features, train: { ...train, features: bank, labels } };
      sum += (await evaluateKnn(few, { k: labelsPerClass, temperature: 0.1 })).top1;
    } finally {
      bank.dispose();
    }
  }
  return sum / DRAWS;
}
