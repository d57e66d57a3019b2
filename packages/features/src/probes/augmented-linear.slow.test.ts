import { createLinearProbe } from '@jssl/eval';
import { defaultsOf, SettingError } from '@jssl/settings';
import { darkAndBright, fill, readGolden, transpose, twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallEncoder } from '../fixtures/small-encoder.js';
import { smallViews } from '../fixtures/small-views.js';
import { evaluateAugmentedLinear, flatPixels, rawEncoderFeatures } from './augmented-linear.js';
import {
  augmentedLinearSettings,
  type AugmentedLinearSettings,
} from '../settings/classifier-settings.js';
import type { ClassifierEpoch } from './classifier-epochs.js';
import { createProbeTrainer } from './probe-trainer.js';

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
  const run = evaluateAugmentedLinear({ pixels: flatPixels }, data, {
    ...{ train, views, settings: change },
  });
  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toThrow(SettingError);
  expect(train.read).not.toHaveBeenCalled();
});

test('a weight decay of 0 is allowed', () => {
  expect(augmentedLinearSettings.weightDecay.holds(0)).toBe(true);
});

test('results repeat with the same seed, and test images are read once per extractor', async () => {
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
      {
        views,
        settings: { ...settings, seed },
        onEpoch: (name, epoch) => {
          if (name === 'encoder') epochs.push(epoch);
        },
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
  const good = first.epochs.filter(({ validationTop1 = NaN }) => validationTop1 >= top - 0.5);
  expect(best).toMatchObject({ ...good.at(-1) });
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
  await evaluateAugmentedLinear(extractors, data, { views, settings });
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
    const { pixels } = await evaluateAugmentedLinear({ pixels: flatPixels }, set, {
      ...{ train, views, settings },
    });
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
  const { pixels } = await evaluateAugmentedLinear(extractors, data, { views, settings });
  expect(pixels.last.loss).toBeGreaterThan(0);
});

test('an aborted call rejects with the reason, and no tensor is left', async () => {
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const run = evaluateAugmentedLinear({ pixels: flatPixels }, data, {
    views,
    settings: { epochs: 2 },
    onEpoch: () => {
      controller.abort(new Error('enough'));
    },
    signal: controller.signal,
  });
  await expect(run).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('the golden steps of Adam: losses, weights and bias', async () => {
  const golden = readGolden('linear_probe');
  const classes = golden.final_bias.length;
  const features = golden.final_weight_row0.length;
  const floats = (name: string, shape: number[], scale: number) =>
    Float32Array.from(fill(golden.salt, name, shape, scale));
  const probe = createLinearProbe(features, classes, () => 0.5);
  const weight = Array.from(floats('probe.weight', [classes, features], 0.2));
  const transposed = Float32Array.from(transpose(weight, [classes, features], [1, 0]));
  probe.weight.assign(tf.tensor2d(transposed, [features, classes]));
  probe.bias.assign(tf.tensor1d(floats('probe.bias', [classes], 0.1)));
  const { length } = golden.labels;
  const x = tf.tensor2d(floats('probe.x', [length, features], 2), [length, features]);
  const trainer = createProbeTrainer(probe, { lr: golden.lr, weightDecay: golden.weight_decay });
  for (const [step, expected] of golden.losses.entries()) {
    const start = (step % 4) * 16;
    const labels = Int32Array.from(golden.labels.slice(start, start + 16));
    const loss = await trainer.step(() => tf.slice2d(x, [start, 0], [16, -1]), labels);
    expect(Math.abs(loss - expected)).toBeLessThan(2e-6);
  }
  const finalWeight = await probe.weight.array();
  golden.final_weight_row0.forEach((value, at) => {
    expect(Math.abs((finalWeight[at]?.[0] ?? NaN) - value)).toBeLessThan(2e-6);
  });
  const finalBias = await probe.bias.data();
  golden.final_bias.forEach((value, at) => {
    expect(Math.abs((finalBias[at] ?? NaN) - value)).toBeLessThan(2e-6);
  });
});
