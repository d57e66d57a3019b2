import {
  createLinearProbe,
  guessesOf,
  linearProbeLogits,
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
  EvaluationOptions,
  LabeledFeatures,
  LabeledImages,
} from '../embed/evaluation-features.js';
import {
  augmentedLinearSettings,
  type AugmentedLinearSettings,
} from '../settings/classifier-settings.js';
import {
  imagesToClassify,
  createEpochPicker,
  reportEpochs,
  type ClassifierEpoch,
  type ClassifierReport,
  type TestedEpoch,
} from './classifier-epochs.js';
import { createProbeTrainer } from './probe-trainer.js';

/**
 * The feature [N, F] of a frozen encoder without normalization, batch norm in evaluation mode.
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
 * The pixels of views, flattened [N, S·S·C], without normalization to unit length.
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

/** Options of {@link evaluateAugmentedLinear}. */
export interface AugmentedLinearOptions<Name extends string> extends EvaluationOptions {
  readonly settings?: Partial<AugmentedLinearSettings>;
  /** Called after every step, with the steps of an epoch. */
  readonly onStep?: ((step: { epoch: number; step: number; steps: number }) => void) | undefined;
  /** Called after each epoch, for each of the extractors. */
  readonly onEpoch?: (name: Name, epoch: ClassifierEpoch) => void;
}

/**
 * The linear evaluation of the paper's code: trains a linear layer on features [N, F] of augmented images
 * with Adam, and tests it after each epoch. Two things differ: the encoder stays in evaluation mode, so its
 * batch norm does not drift, and the best epoch is not picked on the test images. Measures several kinds of
 * features at once, on the same views.
 * @param extractors the features to measure, by name: {@link rawEncoderFeatures} or {@link flatPixels}.
 * @returns the results by the same names.
 * @throws SettingError for invalid settings, InputError when there are no labels or no test images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { evaluateAugmentedLinear, loadEncoder, rawEncoderFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const { trained } = await evaluateAugmentedLinear(
 *   { trained: rawEncoderFeatures(encoder) },
 *   photos,
 *   { views, settings: { epochs: 2, batchSize: 8 } },
 * );
 * console.log(trained.last.epoch, trained.best?.epoch !== undefined); // 2 true
 * ```
 */
export async function evaluateAugmentedLinear<Name extends string>(
  extractors: Readonly<Record<Name, FeatureExtractor>>,
  data: EvaluatedData,
  {
    train = data.train,
    views: options,
    settings: given = {},
    onEpoch,
    onStep,
    signal,
  }: AugmentedLinearOptions<Name>,
): Promise<Record<Name, ClassifierReport>> {
  const settings = completeSettings(augmentedLinearSettings, given);
  const { seed, epochs } = settings;
  const { classes, ...images } = imagesToClassify(data, train, settings);
  const { images: set, labels } = images.train;
  const batchSize = Math.min(settings.batchSize, set.length);
  const classifiers: Classifier<Name>[] = [];
  const embed = async (extract: FeatureExtractor, { images, labels }: LabeledImages) => ({
    features: await embedImages(extract, images, { data, views: options, signal }),
    labels,
  });
  try {
    for (const [name, extract] of Object.entries(extractors) as [Name, FeatureExtractor][]) {
      const test = await embed(extract, images.test);
      const validation = images.validation && (await embed(extract, images.validation));
      const sets = { test, validation };
      classifiers.push({
        name,
        loss: 0,
        isBest: createEpochPicker(validation?.labels.length),
        ...createClassifier(extract, sets, { classes, settings }),
      });
    }
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const batches = epochBatches(set.length, batchSize, { seed, epoch });
      for (const one of classifiers) one.loss = 0;
      for (const [index, indices] of batches.entries()) {
        signal?.throwIfAborted();
        const views = tf.tidy(() =>
          randomViews(readImages(set, data, indices), options, (row) =>
            randomStream(seed, 'views', epoch, indices[row] ?? 0),
          ),
        );
        try {
          const targets = indices.map((index) => labels[index] ?? 0);
          for (const one of classifiers) {
            one.loss += (await one.step(views, targets)) / batches.length;
          }
        } finally {
          views.dispose();
        }
        onStep?.({ epoch, step: index + 1, steps: batches.length });
        // Let signals and timers run.
        await new Promise(setImmediate);
      }
      for (const one of classifiers) {
        const result = { epoch, loss: one.loss, validationTop1: await one.validationTop1() };
        one.last = { ...result, test: await one.test() };
        if (one.isBest(result)) one.best = one.last;
        onEpoch?.(one.name, result);
      }
    }
    const reports = classifiers.map(({ name, last, best }) => {
      if (!last) throw new Error('evaluateAugmentedLinear: there was no epoch');
      return [name, reportEpochs({ last, best }, images.test, { classes, seed })] as const;
    });
    return Object.fromEntries(reports) as Record<Name, ClassifierReport>;
  } finally {
    for (const { dispose } of classifiers) dispose();
  }
}

interface Classifier<Name extends string> extends ReturnType<typeof createClassifier> {
  readonly name: Name;
  readonly isBest: ReturnType<typeof createEpochPicker>;
  best?: TestedEpoch | undefined;
  last?: TestedEpoch;
  /** Of the epoch so far. */
  loss: number;
}

/** A linear layer on some features with its optimizer, and the features to test it on, which it owns. */
function createClassifier(
  extract: FeatureExtractor,
  { test, validation }: { test: LabeledFeatures; validation: LabeledFeatures | undefined },
  { classes, settings }: { classes: number; settings: AugmentedLinearSettings },
) {
  const probe = createLinearProbe(
    test.features.shape[1],
    classes,
    randomStream(settings.seed, 'probe'),
  );
  const trainer = createProbeTrainer(probe, settings);
  const guess = async ({ features, labels }: LabeledFeatures): Promise<Guesses> => {
    const logits = linearProbeLogits(probe, features);
    try {
      return await guessesOf(logits, labels);
    } finally {
      logits.dispose();
    }
  };
  return {
    step: (views: tf.Tensor4D, labels: Int32Array) => trainer.step(() => extract(views), labels),
    test: () => guess(test),
    validationTop1: async () => validation && shareWithin(await guess(validation), 1),
    dispose: () => {
      trainer.dispose();
      probe.dispose();
      test.features.dispose();
      validation?.features.dispose();
    },
  };
}
