import { defaultsOf, SettingError } from '@jssl/settings';
import { darkAndBright, twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallEncoder } from '../fixtures/small-encoder.js';
import { smallViews } from '../fixtures/small-views.js';
import { evaluateAugmentedLinear, flatPixels, rawEncoderFeatures } from './augmented-linear.js';
import {
  augmentedLinearSettings,
  type AugmentedLinearSettings,
} from '../settings/classifier-settings.js';
import type { ClassifierEpoch } from './classifier-epochs.js';

const views = smallViews;

test('the settings are the original’s, but for the validation images', () => {
  expect(defaultsOf(augmentedLinearSettings)).toEqual({
    ...{ epochs: 100, batchSize: 256, lr: 1e-3, weightDecay: 1e-6, seed: 0, validation: true },
  });
});

test.each<[Partial<AugmentedLinearSettings>, string]>([
  [{ epochs: 0 }, 'epochs must be a whole number, at least 1, got 0'],
  [{ epochs: 1.5 }, 'epochs must be a whole number, at least 1, got 1.5'],
  [{ batchSize: 0 }, 'batchSize must be a whole number of images, at least 1, got 0'],
  [{ lr: 0 }, 'lr must be a number above 0, got 0'],
  [{ lr: Infinity }, 'lr must be a number above 0, got Infinity'],
  [{ weightDecay: -1 }, 'weightDecay must be a number of at least 0, got -1'],
  [{ weightDecay: NaN }, 'weightDecay must be a number of at least 0, got NaN'],
  [{ seed: -1 }, 'seed must be a whole number from 0 to 4294967295, got -1'],
  [{ seed: 2 ** 32 }, 'seed must be a whole number from 0 to 4294967295, got 4294967296'],
])('%j is refused before any image is read', async (change, message) => {
  const train = { ...data.train, read: jest.fn(data.train.read) };
  const run = evaluateAugmentedLinear({ pixels: flatPixels }, data, train, views, change);
  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toThrow(SettingError);
  expect(train.read).not.toHaveBeenCalled();
});

test('a weight decay of 0 is allowed', () => {
  expect(augmentedLinearSettings.weightDecay.holds(0)).toBe(true);
});

test('an epoch after another, the same again with the same seed, the test images read once a subject', async () => {
  const encoder = smallEncoder();
  const settings = { epochs: 3, batchSize: 9, lr: 0.1 };
  const images = darkAndBright(10);
  const run = async (seed: number) => {
    const epochs: ClassifierEpoch[] = [];
    const test = { ...images, read: jest.fn(images.read) };
    const extractors = { encoder: rawEncoderFeatures(encoder), pixels: flatPixels };
    const reports = await evaluateAugmentedLinear(
      extractors,
      { ...data, test },
      data.train,
      views,
      { ...settings, seed },
      (name, epoch) => {
        if (name === 'encoder') epochs.push(epoch);
      },
    );
    expect(test.read).toHaveBeenCalledTimes(2);
    return { ...reports, epochs };
  };
  const before = tf.memory().numTensors;
  const first = await run(0);
  expect(tf.memory().numTensors).toBe(before);
  expect(first.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  const { last, best } = first.encoder;
  // Guessing between two classes has the loss ln 2 and is right in half of the cases.
  expect(last.loss).toBeLessThan(0.75 * Math.LN2);
  expect(last.top1).toBeGreaterThan(0.75);
  expect(last.top5).toBe(1);
  expect(last).toMatchObject({ ...first.epochs[2] });
  const top = Math.max(...first.epochs.map(({ validationTop1 }) => validationTop1 ?? NaN));
  expect(best).toMatchObject({
    ...first.epochs.find(({ validationTop1 }) => validationTop1 === top),
  });
  expect(last.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(10);
  expect(await run(0)).toEqual(first);
  expect((await run(1)).epochs[0]?.loss).not.toBe(first.epochs[0]?.loss);
});

test('frozen is frozen: no weight and no running statistic changes', async () => {
  const encoder = smallEncoder();
  const values = () =>
    Object.entries({ ...encoder.parameters, ...encoder.statistics }).map(
      ([name, variable]) => [name, Array.from(variable.dataSync())] as const,
    );
  const before = values();
  const settings = { epochs: 2, batchSize: 9, lr: 0.1 };
  const extractors = { encoder: rawEncoderFeatures(encoder) };
  await evaluateAugmentedLinear(extractors, data, data.train, views, settings);
  expect(values()).toEqual(before);
});

test('a tenth of each class is kept to pick by, or the data set’s own validation images, or none', async () => {
  const reads = async (set: typeof data, validation: boolean) => {
    const seen = new Set<number>();
    const train = {
      ...data.train,
      read: (indices: ArrayLike<number>) => {
        Array.from(indices).forEach((index) => seen.add(index));
        return data.train.read(indices);
      },
    };
    const settings = { epochs: 1, batchSize: 4, validation };
    const { pixels } = await evaluateAugmentedLinear(
      { pixels: flatPixels },
      set,
      train,
      views,
      settings,
    );
    return { seen: seen.size, ...pixels };
  };
  const split = await reads(data, true);
  // All are read, 36 to train on and 4 to pick by.
  expect(split.seen).toBe(40);
  expect((4 * (split.best?.validationTop1 ?? NaN)) % 1).toBe(0);
  const own = await reads({ ...data, validation: darkAndBright(5) }, true);
  expect((5 * (own.best?.validationTop1 ?? NaN)) % 1).toBeCloseTo(0, 12);
  const none = await reads({ ...data, validation: darkAndBright(5) }, false);
  expect(none.best).toBeUndefined();
  expect(none.last.validationTop1).toBeUndefined();
});

test('fewer images than a batch are one batch', async () => {
  const settings = { epochs: 1 };
  const extractors = { pixels: flatPixels };
  const { pixels } = await evaluateAugmentedLinear(extractors, data, data.train, views, settings);
  expect(pixels.last.loss).toBeGreaterThan(0);
});
