import type { ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import {
  createLinearProbe,
  guessesOf,
  linearProbeLogits,
  linearProbeStep,
  shareWithin,
  type Guesses,
} from '@jssl/eval';
import { encodeFeature, type Encoder } from '@jssl/resnet';
import { completeSettings } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { epochBatches, randomViews, readImages } from '../batches/view-batches.js';
import { embedImages, type FeatureExtractor } from '../embed/embed-images.js';
import type {
  EvaluatedData,
  LabeledFeatures,
  LabeledImages,
} from '../embed/evaluation-features.js';
import {
  augmentedLinearSettings,
  type AugmentedLinearSettings,
} from '../settings/classifier-settings.js';
import {
  imagesToClassify,
  isBetter,
  reportEpochs,
  type ClassifierEpoch,
  type ClassifierReport,
  type TestedEpoch,
} from './classifier-epochs.js';

/**
 * The feature [N, F] of a frozen encoder as it is, batch norm in evaluation mode.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { loadEncoder, rawEncoderFeatures } from '@jssl/features';
 *
 * const extract = rawEncoderFeatures(loadEncoder('runs/photos').encoder);
 * console.log(extract(tf.zeros([2, 8, 8, 3])).shape); // [ 2, 32 ]
 * ```
 */
export function rawEncoderFeatures(encoder: Encoder): FeatureExtractor {
  return (views) => tf.tidy(() => encodeFeature(encoder, views).rawFeature);
}

/**
 * The normalized pixels as they are [N, S·S·C].
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { flatPixels } from '@jssl/features';
 *
 * console.log(flatPixels(tf.zeros([2, 8, 8, 3])).shape); // [ 2, 192 ]
 * ```
 */
export const flatPixels: FeatureExtractor = (views) => {
  const [count, ...sizes] = views.shape;
  return tf.reshape(views, [count, tf.util.sizeFromShape(sizes)]);
};

/**
 * Linear evaluation as the original's: a linear layer on features [N, F], trained on augmented images
 * with Adam, tested after each epoch. Unlike the original's, the encoder stays in evaluation mode, so
 * that its batch norm does not drift, and the best epoch is not picked on the test images. Several
 * features are measured at once, on the same views.
 * @param extractors what to measure, by its name: {@link rawEncoderFeatures} or {@link flatPixels}.
 * @param onEpoch receives each epoch of each of them.
 * @returns by the same names.
 * @throws SettingError for settings that cannot work, InputError when there are no labels or no test images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { evaluateAugmentedLinear, rawEncoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const { trained } = await evaluateAugmentedLinear(
 *   { trained: rawEncoderFeatures(encoder) },
 *   photos,
 *   photos.train,
 *   views,
 *   { epochs: 2, batchSize: 8 },
 * );
 * console.log(trained.last.epoch, trained.best?.epoch !== undefined); // 2 true
 * ```
 */
export async function evaluateAugmentedLinear<Name extends string>(
  extractors: Readonly<Record<Name, FeatureExtractor>>,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  given: Partial<AugmentedLinearSettings>,
  onEpoch: (name: Name, epoch: ClassifierEpoch) => void = () => undefined,
): Promise<Record<Name, ClassifierReport>> {
  const settings = completeSettings(augmentedLinearSettings, given);
  const { seed, epochs } = settings;
  const { classes, ...images } = imagesToClassify(data, train, settings);
  const embed = (extract: FeatureExtractor, set: LabeledImages): LabeledFeatures => ({
    features: embedImages(extract, set.images, data, options),
    labels: set.labels,
  });
  const classifiers = Object.entries<FeatureExtractor>(extractors).map(([name, extract]) => {
    const test = embed(extract, images.test);
    const validation = images.validation && embed(extract, images.validation);
    const [, size] = test.features.shape;
    const probe = createLinearProbe(size, classes, randomStream(seed, 'probe'));
    const optimizer = tf.train.adam(settings.lr, 0.9, 0.999, 1e-8);
    const guess = ({ features, labels }: LabeledFeatures): Guesses => {
      const logits = linearProbeLogits(probe, features);
      const guesses = guessesOf(logits, labels);
      logits.dispose();
      return guesses;
    };
    return {
      name: name as Name,
      step: (views: tf.Tensor4D, targets: Int32Array) =>
        linearProbeStep(probe, optimizer, extract(views), targets, settings),
      test: () => guess(test),
      validationTop1: () => validation && shareWithin(guess(validation), 1),
      best: undefined as TestedEpoch | undefined,
      last: undefined as TestedEpoch | undefined,
      loss: 0,
      dispose: () => {
        optimizer.dispose();
        probe.dispose();
        test.features.dispose();
        validation?.features.dispose();
      },
    };
  });
  const { images: set, labels } = images.train;
  const batchSize = Math.min(settings.batchSize, set.length);
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const batches = epochBatches(set.length, batchSize, { seed, epoch });
      for (const one of classifiers) one.loss = 0;
      for (const indices of batches) {
        tf.tidy(() => {
          const views = randomViews(readImages(set, data, indices), options, (row) =>
            randomStream(seed, 'views', epoch, indices[row] ?? 0),
          );
          const targets = indices.map((index) => labels[index] ?? 0);
          for (const one of classifiers) one.loss += one.step(views, targets) / batches.length;
        });
        // Lets signals and timers in.
        await new Promise(setImmediate);
      }
      for (const one of classifiers) {
        const result = { epoch, loss: one.loss, validationTop1: one.validationTop1() };
        one.last = { ...result, test: one.test() };
        if (isBetter(result, one.best)) one.best = one.last;
        onEpoch(one.name, result);
      }
    }
    const reports = classifiers.map(({ name, last, best }) => {
      if (!last) throw new Error('evaluateAugmentedLinear: there was no epoch');
      return [name, reportEpochs({ last, best }, images.test, classes, seed)] as const;
    });
    return Object.fromEntries(reports) as Record<Name, ClassifierReport>;
  } finally {
    for (const { dispose } of classifiers) dispose();
  }
}
