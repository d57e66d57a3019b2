import { decodeSafetensors, encodeSafetensors, stateDict } from '@jssl/resnet';
import { defaultsOf } from '@jssl/settings';
import { darkAndBright, twoClasses as data, unlabeled } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { limitLabels } from '../batches/image-subset.js';
import { smallEncoder } from '../fixtures/small-encoder.js';
import { smallViews } from '../fixtures/small-views.js';
import { finetuneSettings } from '../settings/classifier-settings.js';
import { TrainingError } from '../settings/training-error.js';
import type { ClassifierEpoch } from './classifier-epochs.js';
import { finetune, type FinetuneStep } from './finetune.js';

const views = { ...smallViews, cropScale: [0.3, 1] } as const;
const settings = { epochs: 3, batchSize: 12, lr: 3e-3 };
const valuesOf = (encoder: ReturnType<typeof smallEncoder>) =>
  decodeSafetensors(encodeSafetensors(stateDict(encoder))).tensors;

test('the settings are those of the linear evaluation, for fewer epochs', () => {
  expect(defaultsOf(finetuneSettings)).toEqual({
    ...{ epochs: 30, batchSize: 256, lr: 1e-3, weightDecay: 1e-6, seed: 0, validation: true },
    precision: 'f32',
  });
});

test('the backbone and the classifier learn, the heads and the encoder that was given do not', async () => {
  const encoder = smallEncoder();
  const given = valuesOf(encoder);
  const before = tf.memory().numTensors;
  const steps: FinetuneStep[] = [];
  const epochs: ClassifierEpoch[] = [];
  const result = await finetune(encoder, data, {
    ...{ views, settings },
    onStep: (step) => steps.push(step),
    onEpoch: (epoch) => epochs.push(epoch),
  });
  expect(valuesOf(encoder)).toEqual(given);
  // 36 images to train on, 4 to pick by.
  expect(steps.map(({ epoch, step }) => [epoch, step])).toEqual(
    [1, 2, 3].flatMap((epoch) => [1, 2, 3].map((step) => [epoch, step])),
  );
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(result.last).toMatchObject({ ...epochs[2] });
  // The latest within 1/√4 of the highest: a single image of 4 does not make an earlier epoch the best.
  const top = Math.max(...epochs.map(({ validationTop1 }) => validationTop1 ?? NaN));
  const good = epochs.filter(({ validationTop1 = NaN }) => validationTop1 >= top - 0.5);
  expect(result.best?.epoch).toBe(good.at(-1)?.epoch);
  expect(epochs[2]?.loss).toBeLessThan(epochs[0]?.loss ?? NaN);
  const learned = valuesOf(result.encoder);
  for (const [name, { data: values }] of Object.entries(learned)) {
    const same = given[name]?.data.every((value, at) => value === values[at]);
    // The heads' batch norms see the batches as well.
    const isKept = name.startsWith('head_') && !name.includes('.running_');
    if (!name.includes('num_batches_tracked')) expect([name, same]).toEqual([name, isKept]);
  }
  result.encoder.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const again = await finetune(encoder, data, { views, settings });
  expect(again.last).toEqual(result.last);
});

test('without validation images the last epoch is all there is', async () => {
  const options = {
    views,
    settings: { ...settings, epochs: 2, batchSize: 20, validation: false },
  };
  const { last, best } = await finetune(smallEncoder(), data, options);
  expect({ epoch: last.epoch, validationTop1: last.validationTop1, best }).toEqual({
    epoch: 2,
    validationTop1: undefined,
    best: undefined,
  });
});

test('a share of the labels is that much of each class', () => {
  const { labels } = limitLabels(darkAndBright(40), 0.25, 0);
  expect([0, 1].map((label) => labels?.filter((one) => one === label).length)).toEqual([5, 5]);
  const least = limitLabels(darkAndBright(40), 0.001, 0);
  expect(Array.from(least.labels ?? []).sort()).toEqual([0, 1]);
  expect(limitLabels(data.train, 1, 0)).toBe(data.train);
  for (const share of [0, -1, 1.5, NaN]) {
    expect(() => limitLabels(data.train, share, 0)).toThrow(
      `fraction must be a number above 0, at most 1, got ${share}`,
    );
  }
});

test('a loss that is not finite ends it, and no tensor is left', async () => {
  const encoder = smallEncoder();
  const before = tf.memory().numTensors;
  const run = finetune(encoder, data, { views, settings: { ...settings, lr: 1e30 } });
  const error = await run.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrainingError);
  expect((error as Error).message).toMatch(
    /^the loss of the fine-tuning became (NaN|Infinity) at step \d of epoch 1; try a lower lr$/,
  );
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  [{ epochs: 0 }, data, 'epochs must be a whole number, at least 1, got 0'],
  [{ batchSize: 1 }, data, 'batchSize must be a whole number of images, at least 2, got 1'],
  [
    {},
    { ...data, train: darkAndBright(1) },
    'fine-tuning needs at least 2 training images, since batch norm needs a variance, got 1; use more images or a larger fraction of the labels',
  ],
  [
    {},
    unlabeled,
    'evaluation needs labeled training and test images, but these have no labels or no test images; put the images into one folder per class, at least two in each',
  ],
])('%j is refused before any image is read', async (change, set, message) => {
  const train = { ...set.train, read: jest.fn(set.train.read) };
  const run = finetune(smallEncoder(), set, {
    ...{ train, views, settings: { ...settings, ...change } },
  });
  await expect(run).rejects.toThrow(message);
  expect(train.read).not.toHaveBeenCalled();
});
