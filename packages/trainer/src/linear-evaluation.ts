import type { ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import {
  createLinearProbe,
  disposeLinearProbe,
  evaluateLinearProbe,
  linearProbeStep,
  trainLinearProbe,
} from '@jssl/eval';
import { encodeFeature, featureSize, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { embedImages } from './embed-images.js';
import {
  labelledImages,
  type Accuracy,
  type EvaluatedData,
  type EvaluationFeatures,
} from './evaluation-features.js';
import { randomStream } from './random-streams.js';
import { isAtLeast, isPositive, isWhole, requireSetting } from './require-setting.js';
import { epochBatches, randomViews, readImages } from './view-batches.js';

export interface LinearSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly weightDecay: number;
  readonly seed: number;
}

/** The original's settings of the linear evaluation. */
export const defaultLinearSettings: LinearSettings = {
  epochs: 100,
  batchSize: 256,
  lr: 1e-3,
  weightDecay: 1e-6,
  seed: 0,
};

/** Settings of {@link fastLinearEvaluation}: fewer epochs at a larger rate, on standardised features. */
export const fastLinearSettings: LinearSettings = {
  ...defaultLinearSettings,
  epochs: 20,
  lr: 1e-2,
};

/** @throws ConfigError naming the first setting that cannot work. */
export function checkLinearSettings(settings: LinearSettings): void {
  const { epochs, batchSize, lr, weightDecay, seed } = settings;
  requireSetting('--epochs', 'a whole number, at least 1', epochs, isWhole(epochs, 1));
  requireSetting(
    '--batch-size',
    'a whole number of images, at least 1',
    batchSize,
    isWhole(batchSize, 1),
  );
  requireSetting('--lr', 'a number above 0', lr, isPositive(lr));
  requireSetting(
    '--weight-decay',
    'a number of at least 0',
    weightDecay,
    isAtLeast(weightDecay, 0),
  );
  requireSetting(
    '--seed',
    'a whole number from 0 to 4294967295',
    seed,
    isWhole(seed, 0, 2 ** 32 - 1),
  );
}

export interface LinearEpoch {
  readonly epoch: number;
  /** Mean loss of its steps. */
  readonly loss: number;
  readonly test: Accuracy;
}

/**
 * Linear evaluation as the original's: a linear layer on the frozen encoder's raw feature [N, F],
 * trained on augmented images with Adam, tested after each epoch. Unlike the original's, the encoder
 * stays in evaluation mode, so that its batch norm does not drift.
 * @param onEpoch receives each epoch's loss and accuracy.
 * @returns the last epoch.
 * @throws ConfigError for settings that cannot work, or when there are no labels or no test images.
 */
export async function augmentedLinearEvaluation(
  encoder: Encoder,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  settings: LinearSettings,
  onEpoch: (epoch: LinearEpoch) => void = () => undefined,
): Promise<LinearEpoch> {
  checkLinearSettings(settings);
  const { classes, test, ...labelled } = labelledImages(data, train);
  const { labels } = labelled.train;
  const { seed } = settings;
  const batchSize = Math.min(settings.batchSize, train.length);
  const feature = (views: tf.Tensor4D) => encodeFeature(encoder, views).rawFeature;
  const testFeatures = embedImages(feature, test.images, data, options);
  const probe = createLinearProbe(
    featureSize(encoder.config),
    classes,
    randomStream(seed, 'probe'),
  );
  const optimizer = tf.train.adam(settings.lr, 0.9, 0.999, 1e-8);
  const runEpoch = async (epoch: number): Promise<LinearEpoch> => {
    let [sum, steps] = [0, 0];
    for (const indices of epochBatches(train.length, batchSize, { seed, epoch })) {
      tf.tidy(() => {
        const views = randomViews(readImages(train, data, indices), options, (row) =>
          randomStream(seed, 'views', epoch, indices[row] ?? 0),
        );
        const targets = indices.map((index) => labels[index] ?? 0);
        sum += linearProbeStep(probe, optimizer, feature(views), targets, settings);
      });
      steps++;
      // Lets signals and timers in.
      await new Promise(setImmediate);
    }
    const accuracy = evaluateLinearProbe(probe, testFeatures, test.labels);
    return { epoch, loss: sum / steps, test: accuracy };
  };
  try {
    for (let epoch = 1; ; epoch++) {
      const result = await runEpoch(epoch);
      onEpoch(result);
      if (epoch === settings.epochs) return result;
    }
  } finally {
    optimizer.dispose();
    disposeLinearProbe(probe);
    testFeatures.dispose();
  }
}

/**
 * Linear evaluation on features computed once, without augmentation, standardised: minutes become
 * seconds, and any features will do, so that baselines are measured the same way.
 * @throws ConfigError for settings that cannot work.
 */
export function fastLinearEvaluation(
  { train, test, classes }: EvaluationFeatures,
  settings: LinearSettings = fastLinearSettings,
): Accuracy {
  checkLinearSettings(settings);
  const probe = trainLinearProbe(train, {
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    learningRate: settings.lr,
    weightDecay: settings.weightDecay,
    classes,
    random: randomStream(settings.seed, 'probe'),
  });
  const accuracy = evaluateLinearProbe(probe, test.features, test.labels);
  disposeLinearProbe(probe);
  return accuracy;
}
