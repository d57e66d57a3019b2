import type { ViewOptions } from '@jssl/augment';
import { type ImageSet, selectImages } from '@jssl/data';
import {
  createLinearProbe,
  guessesOf,
  linearProbeLogits,
  shareWithin,
  type Guesses,
} from '@jssl/eval';
import { applyOptimizer, createOptimizer } from '@jssl/optimizers';
import {
  cloneEncoder,
  encode,
  featureSize,
  updateMovingStatistics,
  type Encoder,
} from '@jssl/resnet';
import { checkSettings, completeSettings, InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { randomStream } from '../batches/random-streams.js';
import { epochBatches, randomViews, readImages } from '../batches/view-batches.js';
import { embedImages } from '../embed/embed-images.js';
import type { EvaluatedData, LabeledImages } from '../embed/evaluation-features.js';
import {
  finetuneSettings,
  labelSettings,
  type FinetuneSettings,
} from '../settings/classifier-settings.js';
import { TrainingError } from '../settings/training-error.js';
import { rawEncoderFeatures } from './augmented-linear.js';
import {
  imagesToClassify,
  isBetter,
  reportEpochs,
  type ClassifierEpoch,
  type ClassifierReport,
  type TestedEpoch,
} from './classifier-epochs.js';

/** How far an epoch is. */
export interface FinetuneStep {
  readonly epoch: number;
  /** Steps done in this epoch, and of an epoch. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
}

export interface FinetuneOptions {
  readonly onStep?: (step: FinetuneStep) => void;
  readonly onEpoch?: (epoch: ClassifierEpoch) => void;
}

/** How the classifier does, and the encoder after the last epoch, for `disposeEncoder`. */
export interface FinetuneResult extends ClassifierReport {
  readonly encoder: Encoder;
}

/**
 * The training images whose labels are used: that share of each class, at least one image.
 * @param fraction above 0, at most 1.
 * @throws SettingError for another fraction.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { limitLabels } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * console.log(photos.train.length, limitLabels(photos.train, 0.3, 1).length); // 18 6
 * ```
 */
export function limitLabels(train: ImageSet, fraction: number, seed: number): ImageSet {
  checkSettings(labelSettings, { fraction });
  if (fraction === 1 || !train.labels) return train;
  return selectImages(train, stratifiedSplit(train.labels, fraction, seed).validation);
}

/**
 * Fine-tuning: a copy of the encoder and a linear layer on its feature [N, F], trained together on
 * augmented images with Adam, batch norm in training mode; tested in evaluation mode, on the validation
 * images after each epoch, on the test images after the last and those that were the best so far. Its
 * heads, which the classifier does not use, keep their parameters.
 * @param encoder borrowed, not changed.
 * @throws SettingError for settings that cannot work, InputError when there are no labels or no test images.
 * @throws TrainingError when the loss is no longer finite.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { finetune, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const settings = { epochs: 1, batchSize: 4 };
 * const tuned = await finetune(encoder, photos, photos.train, views, settings);
 * console.log(tuned.last.epoch, tuned.last.confusion.length); // 1 2
 * tuned.encoder.dispose();
 * ```
 */
export async function finetune(
  encoder: Encoder,
  data: EvaluatedData,
  train: ImageSet,
  views: ViewOptions,
  given: Partial<FinetuneSettings>,
  { onStep = () => undefined, onEpoch = () => undefined }: FinetuneOptions = {},
): Promise<FinetuneResult> {
  const settings = completeSettings(finetuneSettings, given);
  const { epochs, seed } = settings;
  const { classes, test, validation, ...images } = imagesToClassify(data, train, settings);
  const { length } = images.train.images;
  const batchSize = Math.min(settings.batchSize, length);
  if (length < 2) {
    throw new InputError(
      `fine-tuning needs at least 2 training images, since batch norm needs a variance, got ${length}; use more images or a larger fraction of the labels`,
    );
  }
  const classifier = createClassifier(encoder, classes, settings);
  const guess = ({ images: set, labels }: LabeledImages): Guesses =>
    classifier.guess(labels, (extract) => embedImages(extract, set, data, views));
  let best: TestedEpoch | undefined;
  try {
    for (let epoch = 1; ; epoch++) {
      const batches = epochBatches(length, batchSize, { seed, epoch });
      let sum = 0;
      for (const [index, indices] of batches.entries()) {
        sum += classifier.step(
          () =>
            randomViews(readImages(images.train.images, data, indices), views, (row) =>
              randomStream(seed, 'views', epoch, indices[row] ?? 0),
            ),
          indices.map((at) => images.train.labels[at] ?? 0),
        );
        const [step, steps] = [index + 1, batches.length];
        if (!Number.isFinite(sum)) {
          throw new TrainingError(
            `the loss of the fine-tuning became ${sum} at step ${step} of epoch ${epoch}; try a lower lr`,
          );
        }
        onStep({ epoch, step, steps, loss: sum / step });
        // Lets signals and timers in.
        await new Promise(setImmediate);
      }
      const result = {
        epoch,
        loss: sum / batches.length,
        validationTop1: validation && shareWithin(guess(validation), 1),
      };
      onEpoch(result);
      const better = isBetter(result, best);
      if (!better && epoch < epochs) continue;
      const tested = { ...result, test: guess(test) };
      if (better) best = tested;
      if (epoch < epochs) continue;
      const reports = reportEpochs({ last: tested, best }, test, classes, seed);
      return { ...reports, encoder: classifier.release() };
    }
  } finally {
    classifier.dispose();
  }
}

/** A copy of an encoder with a linear layer on it, and Adam for both. */
function createClassifier(
  original: Encoder,
  classes: number,
  { lr, weightDecay, precision, seed }: FinetuneSettings,
) {
  const encoder = cloneEncoder(original);
  const probe = createLinearProbe(
    featureSize(encoder.config),
    classes,
    randomStream(seed, 'probe'),
  );
  const parameters: Readonly<Record<string, tf.Variable>> = {
    ...Object.fromEntries(
      Object.entries(encoder.parameters).filter(([name]) => !name.startsWith('head_')),
    ),
    'classifier.weight': probe.weight,
    'classifier.bias': probe.bias,
  };
  const optimizer = createOptimizer(parameters, { optimizer: 'adam', weightDecay });
  let released = false;
  return {
    step: (makeViews: () => tf.Tensor4D, targets: Int32Array): number =>
      tf.tidy(() => {
        const images = makeViews();
        const oneHot = tf.oneHot(tf.tensor1d(targets, 'int32'), classes);
        let statistics: Readonly<Record<string, tf.Tensor1D>> = {};
        const { value, grads } = tf.variableGrads((): tf.Scalar => {
          const { rawFeature, batchStatistics } = encode(encoder, images, {
            training: true,
            precision,
          });
          statistics = batchStatistics;
          Object.values(statistics).forEach((statistic) => tf.keep(statistic));
          return tf.losses.softmaxCrossEntropy(oneHot, linearProbeLogits(probe, rawFeature));
        }, Object.values(parameters));
        const loss = value.dataSync()[0] ?? NaN;
        if (Number.isFinite(loss)) {
          const gradients = Object.entries(parameters).flatMap(([key, { name }]) =>
            grads[name] ? [[key, grads[name]] as const] : [],
          );
          applyOptimizer(optimizer, parameters, {
            gradients: Object.fromEntries(gradients),
            learningRate: lr,
          });
          updateMovingStatistics(encoder, statistics);
        }
        tf.dispose(Object.values(statistics));
        return loss;
      }),
    /** @param embed makes features of images with the extractor that it is given. */
    guess: (
      labels: Int32Array,
      embed: (extract: ReturnType<typeof rawEncoderFeatures>) => tf.Tensor2D,
    ): Guesses => {
      const features = embed(rawEncoderFeatures(encoder));
      const logits = linearProbeLogits(probe, features);
      const guesses = guessesOf(logits, labels);
      tf.dispose([features, logits]);
      return guesses;
    },
    /** The encoder, which {@link dispose} leaves then. */
    release: (): Encoder => {
      released = true;
      return encoder;
    },
    dispose: (): void => {
      if (!released) encoder.dispose();
      probe.dispose();
      optimizer.dispose();
    },
  };
}
