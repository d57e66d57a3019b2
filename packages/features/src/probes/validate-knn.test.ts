import { singleProcess } from '@jssl/distributed';
import { InputError, SettingError } from '@jssl/settings';
import { darkAndBright, twoClasses as data, unlabeled, untested } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { partnerGroups, stratifiedSplit } from '../batches/image-subset.js';
import { pixelFeatures } from '../embed/embed-images.js';
import { embedForEvaluation } from '../embed/evaluation-features.js';
import { smallViews } from '../fixtures/small-views.js';
import { evaluateKnn } from './knn.js';
import { validateKnn, validationBankSize } from './validate-knn.js';

const options = { views: smallViews, settings: { k: 5, temperature: 0.5 }, seed: 0 };
const { settings } = options;

test('validates on a tenth of the training images against the rest, and tests on all', async () => {
  const before = tf.memory().numTensors;
  const extract = jest.fn(pixelFeatures);
  const { validation, test: tested } = await validateKnn(extract, data, options);
  expect(tf.memory().numTensors).toBe(before);
  expect(extract.mock.calls.map(([images]) => images.shape[0])).toEqual([40, 10]);
  const all = await embedForEvaluation(pixelFeatures, data, options);
  expect(tested).toEqual(await evaluateKnn(all, settings));
  const labels = data.train.labels;
  const split = stratifiedSplit(labels, 0.1, { seed: 0 });
  expect([split.bank.length, split.validation.length]).toEqual([36, 4]);
  const some = (indices: Int32Array) => ({
    features: tf.gather(all.train.features, tf.tensor1d(indices, 'int32')),
    labels: indices.map((index) => labels[index] ?? NaN),
  });
  const halves = { train: some(split.bank), test: some(split.validation), classes: 2 };
  expect(validation).toEqual(await evaluateKnn(halves, settings));
});

test('in a job the queries are searched in parts with a heartbeat after each, to the same numbers', async () => {
  const alive = jest.fn();
  const set = { ...data, test: darkAndBright(2100) };
  const alone = await validateKnn(pixelFeatures, set, options);
  const job = { ...singleProcess, alive };
  const shared = await validateKnn(pixelFeatures, set, { ...options, job });
  expect(shared).toEqual(alone);
  // 4 images that validate, and 2100.
  expect(alive).toHaveBeenCalledTimes(1 + 3);
});

test('does without test images', async () => {
  const result = await validateKnn(pixelFeatures, untested, options);
  expect(result.test).toBeUndefined();
  expect(result.validation?.top5).toBe(1);
});

test('validates on the data set’s own images where it has some, against all training images', async () => {
  const extract = jest.fn(pixelFeatures);
  const set = { ...data, validation: darkAndBright(6) };
  const { validation } = await validateKnn(extract, set, options);
  expect(extract.mock.calls.map(([images]) => images.shape[0])).toEqual([40, 6, 10]);
  const features = await embedForEvaluation(pixelFeatures, set, options);
  const asTest = {
    train: features.train,
    test: features.validation ?? features.test,
    classes: 2,
  };
  expect(validation).toEqual(await evaluateKnn(asTest, settings));
});

test('partners are validated together, and the number of validation images is reported', async () => {
  // 20 pairs: each class has 10, of which one validates.
  const identity = Array.from({ length: 40 }, (_, index) => String((index % 2) + 2 * (index >> 2)));
  const partners = { attribute: 'identity', across: 'vendor' };
  const train = { ...data.train, attributes: { identity } };
  const groups = partnerGroups(train, partners);
  const split = stratifiedSplit(data.train.labels, 0.1, { seed: 0, groups });
  const [one, two, three, four] = [...split.validation].map((index) => identity[index]);
  expect(new Set([one, two, three, four]).size).toBe(2);
  const result = await validateKnn(pixelFeatures, { ...data, train, partners }, options);
  expect(result.validationImages).toBe(4);
  expect(validationBankSize(data.train.labels, 0, groups)).toBe(36);
  const own = { ...data, validation: darkAndBright(6) };
  expect((await validateKnn(pixelFeatures, own, options)).validationImages).toBe(6);
});

test('without a k it is the one that suits the training images', async () => {
  const derived = { ...options, settings: { temperature: 0.5 } };
  // √40 = 6.3.
  const typed = { ...options, settings: { ...settings, k: 6 } };
  expect(await validateKnn(pixelFeatures, data, derived)).toEqual(
    await validateKnn(pixelFeatures, data, typed),
  );
});

test('does without validation images where no class has one to spare', async () => {
  const two = { ...data, train: darkAndBright(2) };
  const result = await validateKnn(pixelFeatures, two, {
    ...options,
    settings: { ...settings, k: 1 },
  });
  expect(result.validation).toBeUndefined();
  expect(result.test?.top5).toBe(1);
});

test.each([
  [{ k: 0 }, 'k must be a whole number of neighbors, at least 1, got 0'],
  [{ temperature: 0 }, 'temperature must be a number above 0, got 0'],
  [{ k: 37 }, 'k must be at most the number of training images, got 37 and 36 images; lower k'],
])('refuses %j before any image is embedded', async (change, message) => {
  expect(validationBankSize(data.train.labels, 0)).toBe(36);
  const extract = jest.fn(pixelFeatures);
  const use = validateKnn(extract, data, { ...options, settings: { ...settings, ...change } });
  await expect(use).rejects.toThrow(message);
  await expect(use).rejects.toThrow(SettingError);
  expect(extract).not.toHaveBeenCalled();
});

test('refuses images without labels', async () => {
  const { train } = unlabeled;
  await expect(validateKnn(pixelFeatures, data, { ...options, train })).rejects.toThrow(
    new InputError(
      'kNN evaluation needs labels, but these images have none; put them into one folder per class',
    ),
  );
});
