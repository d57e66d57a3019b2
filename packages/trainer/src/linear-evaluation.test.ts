import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { ConfigError } from './config-error.js';
import { pixelFeatures } from './embed-images.js';
import { embedForEvaluation } from './evaluation-features.js';
import { darkAndBright, twoClasses as data } from './fixtures/two-classes.js';
import {
  augmentedLinearEvaluation,
  checkLinearSettings,
  defaultLinearSettings,
  fastLinearEvaluation,
  fastLinearSettings,
  type LinearEpoch,
  type LinearSettings,
} from './linear-evaluation.js';
import { randomStream } from './random-streams.js';
import { viewOptionsFor } from './view-options.js';

const views = viewOptionsFor({ imageSize: undefined, cropScale: [0.08, 1] }, data);

test('the settings are the original’s', () => {
  expect(defaultLinearSettings).toEqual({
    ...{ epochs: 100, batchSize: 256, lr: 1e-3, weightDecay: 1e-6, seed: 0 },
  });
});

test.each<[Partial<LinearSettings>, string]>([
  [{ epochs: 0 }, '--epochs must be a whole number, at least 1, got 0'],
  [{ epochs: 1.5 }, '--epochs must be a whole number, at least 1, got 1.5'],
  [{ batchSize: 0 }, '--batch-size must be a whole number of images, at least 1, got 0'],
  [{ lr: 0 }, '--lr must be a number above 0, got 0'],
  [{ lr: Infinity }, '--lr must be a number above 0, got Infinity'],
  [{ weightDecay: -1 }, '--weight-decay must be a number of at least 0, got -1'],
  [{ weightDecay: NaN }, '--weight-decay must be a number of at least 0, got NaN'],
  [{ seed: -1 }, '--seed must be a whole number from 0 to 4294967295, got -1'],
  [{ seed: 2 ** 32 }, '--seed must be a whole number from 0 to 4294967295, got 4294967296'],
])('%j is refused before any image is read', async (change, message) => {
  const error = new ConfigError(message);
  const settings = { ...fastLinearSettings, ...change };
  expect(() => {
    checkLinearSettings(settings);
  }).toThrow(error);
  const none = { features: tf.zeros<tf.Rank.R2>([0, 2]), labels: new Int32Array() };
  expect(() => fastLinearEvaluation({ train: none, test: none, classes: 2 }, settings)).toThrow(
    error,
  );
  const train = { ...data.train, read: jest.fn(data.train.read) };
  const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 2 }, Math.random);
  const run = augmentedLinearEvaluation(encoder, data, train, views, settings);
  await expect(run).rejects.toThrow(error);
  expect(train.read).not.toHaveBeenCalled();
});

test('weights that nothing decays are a setting too', () => {
  expect(() => {
    checkLinearSettings({ ...fastLinearSettings, weightDecay: 0 });
  }).not.toThrow();
});

test('fast: classes that differ in brightness are told apart, and no tensor is left', () => {
  const features = embedForEvaluation(pixelFeatures, data, data.train, views);
  const before = tf.memory().numTensors;
  expect(fastLinearEvaluation(features, { ...fastLinearSettings, epochs: 5 })).toEqual({
    top1: 1,
    top5: 1,
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('augmented: an epoch after another, the same again with the same seed, the test images read once', async () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 4, inChannels: 1 } as const;
  const encoder = createEncoder(config, randomStream(0, 'weights'), { trainable: false });
  const settings = { ...defaultLinearSettings, epochs: 3, batchSize: 8, lr: 0.1 };
  const images = darkAndBright(10);
  const run = async (seed: number) => {
    const epochs: LinearEpoch[] = [];
    const test = { ...images, read: jest.fn(images.read) };
    const last = await augmentedLinearEvaluation(
      encoder,
      { ...data, test },
      data.train,
      views,
      { ...settings, seed },
      (epoch) => epochs.push(epoch),
    );
    expect(test.read).toHaveBeenCalledTimes(1);
    expect(last).toBe(epochs.at(-1));
    return epochs;
  };
  const before = tf.memory().numTensors;
  const epochs = await run(0);
  expect(tf.memory().numTensors).toBe(before);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  // Guessing between two classes has the loss ln 2 and is right in half of the cases.
  expect(epochs[2]?.loss).toBeLessThan(0.75 * Math.LN2);
  expect(epochs[2]?.test.top1).toBeGreaterThan(0.75);
  expect(epochs[2]?.test.top5).toBe(1);
  expect(await run(0)).toEqual(epochs);
  expect((await run(1))[0]?.loss).not.toBe(epochs[0]?.loss);
});

test('fewer images than a batch are one batch', async () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 2, inChannels: 1 } as const;
  const encoder = createEncoder(config, randomStream(0, 'weights'), { trainable: false });
  const settings = { ...defaultLinearSettings, epochs: 1 };
  const { loss } = await augmentedLinearEvaluation(encoder, data, data.train, views, settings);
  expect(loss).toBeGreaterThan(0);
});
