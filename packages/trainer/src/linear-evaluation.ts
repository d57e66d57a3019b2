import type { ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import {
  createLinearProbe,
  disposeLinearProbe,
  evaluateLinearProbe,
  linearProbeStep,
  trainLinearProbe,
  type LinearProbe,
} from '@jssl/eval';
import { encode, featureSize, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { embedImages, type FeatureExtractor } from './embed-images.js';
import type { Accuracy } from './knn-evaluation.js';
import { randomStream } from './random-streams.js';
import { epochBatches, randomViews, readImages } from './view-batches.js';

type EvaluatedData = Pick<Dataset, 'height' | 'width' | 'channels' | 'classes' | 'test'>;

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

export interface LinearEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly test: Accuracy;
}

/**
 * Linear evaluation as the original's: a linear layer on the frozen encoder's raw feature [N, F],
 * trained on augmented images with Adam, tested after each epoch. Unlike the original's, the encoder
 * stays in evaluation mode, so that its batch norm does not drift.
 * @param onEpoch receives each epoch's loss and accuracy.
 * @returns the last epoch.
 * @throws ConfigError when there are no labels or no test images.
 */
export async function augmentedLinearEvaluation(
  encoder: Encoder,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  settings: LinearSettings,
  onEpoch: (epoch: LinearEpoch) => void = () => undefined,
): Promise<LinearEpoch> {
  const { labels, test, testLabels, classes } = labelled(data, train);
  const { seed } = settings;
  const batchSize = Math.min(settings.batchSize, train.length);
  const probe = createLinearProbe(
    featureSize(encoder.config),
    classes,
    randomStream(seed, 'probe'),
  );
  const optimizer = tf.train.adam(settings.lr, 0.9, 0.999, 1e-8);
  const feature = (views: tf.Tensor4D) => encode(encoder, views, { training: false }).rawFeature;
  try {
    let last: LinearEpoch | undefined;
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const losses: number[] = [];
      for (const indices of epochBatches(train.length, batchSize, { seed, epoch })) {
        tf.tidy(() => {
          const views = randomViews(readImages(train, data, indices), options, (row) =>
            randomStream(seed, 'views', epoch, indices[row] ?? 0),
          );
          const targets = indices.map((index) => labels[index] ?? 0);
          losses.push(linearProbeStep(probe, optimizer, feature(views), targets, settings));
        });
        await new Promise(setImmediate);
      }
      const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      last = { epoch, loss, test: testProbe(probe, feature, data, test, testLabels, options) };
      onEpoch(last);
    }
    if (!last) throw new ConfigError(`--epochs must be at least 1, got ${settings.epochs}`);
    return last;
  } finally {
    optimizer.dispose();
    disposeLinearProbe(probe);
  }
}

/**
 * Linear evaluation on features computed once, without augmentation, standardised: minutes become
 * seconds, and any feature extractor will do, so that baselines are measured the same way.
 * @throws ConfigError when there are no labels or no test images.
 */
export function fastLinearEvaluation(
  extract: FeatureExtractor,
  data: EvaluatedData,
  train: ImageSet,
  options: ViewOptions,
  settings: LinearSettings = fastLinearSettings,
): Accuracy {
  const { labels, test, testLabels, classes } = labelled(data, train);
  return tf.tidy(() => {
    const features = embedImages(extract, train, data, options);
    const probe = trainLinearProbe(
      { features, labels },
      {
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        learningRate: settings.lr,
        weightDecay: settings.weightDecay,
        classes,
        random: randomStream(settings.seed, 'probe'),
      },
    );
    const accuracy = testProbe(probe, extract, data, test, testLabels, options);
    disposeLinearProbe(probe);
    return accuracy;
  });
}

function testProbe(
  probe: LinearProbe,
  feature: FeatureExtractor,
  data: EvaluatedData,
  test: ImageSet,
  targets: Int32Array,
  options: ViewOptions,
): Accuracy {
  return tf.tidy(() => {
    const features = embedImages(feature, test, data, options);
    return evaluateLinearProbe(probe, features, targets);
  });
}

function labelled(data: EvaluatedData, train: ImageSet) {
  const { test, classes } = data;
  if (!train.labels || !classes || !test?.labels) {
    throw new ConfigError(
      'the linear evaluation needs labelled training and test images; put the images into one folder a class',
    );
  }
  return { labels: train.labels, test, testLabels: test.labels, classes: classes.length };
}
