import { singleProcess } from '@jssl/distributed';
import { InputError, SettingError } from '@jssl/settings';
import { darkAndBright, twoClasses as data, unlabeled, untested } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { stratifiedSplit } from '../batches/image-subset.js';
import { pixelFeatures } from '../embed/embed-images.js';
import { embedForEvaluation } from '../embed/evaluation-features.js';
import { smallViews } from '../fixtures/small-views.js';
import { checkBankSize } from '../settings/knn-settings.js';
import { evaluateKnn, reportKnn, validateKnn, validationBankSize } from './knn.js';

const views = smallViews;
const unit = (...degrees: number[]) =>
  tf.tensor2d(
    degrees.map((angle) => [Math.cos(angle * (Math.PI / 180)), Math.sin(angle * (Math.PI / 180))]),
  );

test('the test images are classified by their neighbors among the training images', () => {
  // On a circle, class 0 at 0° and 10°, class 1 at 20° and 90°. The two neighbors of 12° are 10° and
  // 20°, the nearer wins; those of 17° are 20° and 10°; of 14° 10° and 20°.
  const features = {
    train: { features: unit(0, 10, 20, 90), labels: Int32Array.of(0, 0, 1, 1) },
    test: { features: unit(12, 17, 14), labels: Int32Array.of(0, 1, 1) },
    classes: 2,
  };
  expect(evaluateKnn(features, { k: 2, temperature: 0.1 })).toEqual({ top1: 2 / 3, top5: 1 });
});

describe('reportKnn', () => {
  // Class 0 at 0°, 2° and 4°, class 1 at 30° to 38°: where all vote, class 1 always wins.
  const train = () => ({
    features: unit(0, 2, 4, 30, 32, 34, 36, 38),
    labels: Int32Array.of(0, 0, 0, 1, 1, 1, 1, 1),
  });
  const tested = () => ({ features: unit(1, 33), labels: Int32Array.of(0, 1) });
  const validation = () => ({ features: unit(3, 31), labels: Int32Array.of(0, 1) });
  const settings = { k: [8, 1], temperature: [10, 20], seed: 3 };

  test('the best setting on validation images is told in full, with all others', () => {
    const features = { train: train(), validation: validation(), test: tested(), classes: 2 };
    const before = tf.memory().numTensors;
    const { sweep, ...best } = reportKnn(features, settings);
    const half = { top1: 0.5, top5: 1 };
    const all = { top1: 1, top5: 1 };
    expect(sweep).toEqual([
      { k: 8, temperature: 10, validation: half, test: half },
      { k: 8, temperature: 20, validation: half, test: half },
      { k: 1, temperature: 10, validation: all, test: all },
      { k: 1, temperature: 20, validation: all, test: all },
    ]);
    expect(best).toEqual({
      ...{ k: 1, temperature: 10, validation: all, ...all, perClass: [1, 1] },
      top1Interval: { low: 1, high: 1 },
      top5Interval: { low: 1, high: 1 },
      confusion: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the test images pick nothing: worse there, the best on validation images stays', () => {
    // Both test images are of class 1, so that eight neighbors would do better.
    const wrong = { features: unit(1, 33), labels: Int32Array.of(1, 1) };
    const { k, top1, confusion } = reportKnn(
      { train: train(), validation: validation(), test: wrong, classes: 2 },
      settings,
    );
    expect({ k, top1, confusion }).toEqual({
      k: 1,
      top1: 0.5,
      confusion: [
        [0, 0],
        [1, 1],
      ],
    });
  });

  test('a tenth of the training images is left out of the bank that validates', () => {
    // One of each class: the six others all vote where k says eight, and class 0, with two, is outvoted.
    const { validation: own, sweep } = reportKnn(
      { train: train(), test: tested(), classes: 2 },
      { k: [8], temperature: [10], seed: 0 },
    );
    expect(own).toEqual({ top1: 0.5, top5: 1 });
    expect(sweep[0]?.k).toBe(8);
  });

  test('without images to spare there is no validation, and the first setting is told', () => {
    const few = { features: unit(0, 30), labels: Int32Array.of(0, 1) };
    const report = reportKnn(
      { train: few, test: tested(), classes: 2 },
      { ...settings, k: [2, 1] },
    );
    expect(report).toMatchObject({ k: 2, temperature: 10, validation: undefined, top1: 1 });
  });

  test.each([
    [{ k: [] }, 'k must be one or more whole numbers of neighbors, each at least 1, got '],
    [{ k: [5, 0] }, 'k must be one or more whole numbers of neighbors, each at least 1, got 5,0'],
    [{ temperature: [] }, 'temperature must be one or more numbers above 0, got '],
    [{ k: [1, 9] }, 'k must be at most the number of training images, got 9 and 8 images; lower k'],
    [{ temperature: [1, 0] }, 'temperature must be one or more numbers above 0, got 1,0'],
  ])('%j is refused', (change, message) => {
    expect(() =>
      reportKnn({ train: train(), test: tested(), classes: 2 }, { ...settings, ...change }),
    ).toThrow(message);
  });
});

describe('validateKnn', () => {
  const settings = { k: 5, temperature: 0.5, seed: 0 };

  test('validates on a tenth of the training images against the rest, and tests on all', () => {
    const before = tf.memory().numTensors;
    const extract = jest.fn(pixelFeatures);
    const { validation, test: tested } = validateKnn(extract, data, data.train, views, settings);
    expect(tf.memory().numTensors).toBe(before);
    expect(extract.mock.calls.map(([images]) => images.shape[0])).toEqual([40, 10]);
    const all = embedForEvaluation(pixelFeatures, data, data.train, views);
    expect(tested).toEqual(evaluateKnn(all, { k: 5, temperature: 0.5 }));
    const labels = data.train.labels;
    const split = stratifiedSplit(labels, 0.1, 0);
    expect([split.bank.length, split.validation.length]).toEqual([36, 4]);
    const some = (indices: Int32Array) => ({
      features: tf.gather(all.train.features, tf.tensor1d(indices, 'int32')),
      labels: indices.map((index) => labels[index] ?? NaN),
    });
    const halves = { train: some(split.bank), test: some(split.validation), classes: 2 };
    expect(validation).toEqual(evaluateKnn(halves, { k: 5, temperature: 0.5 }));
  });

  test('in a job the votes are taken in parts with a sign of life after each, to the same numbers', () => {
    const alive = jest.fn();
    const set = { ...data, test: darkAndBright(2100) };
    const alone = validateKnn(pixelFeatures, set, data.train, views, settings);
    const job = { ...singleProcess, alive };
    const shared = validateKnn(pixelFeatures, set, data.train, views, { ...settings, job });
    expect(shared).toEqual(alone);
    // 4 images that validate, and 2100.
    expect(alive).toHaveBeenCalledTimes(1 + 3);
  });

  test('does without test images', () => {
    const result = validateKnn(pixelFeatures, untested, untested.train, views, settings);
    expect(result.test).toBeUndefined();
    expect(result.validation?.top5).toBe(1);
  });

  test('validates on the data set’s own images where it has some, against all training images', () => {
    const extract = jest.fn(pixelFeatures);
    const set = { ...data, validation: darkAndBright(6) };
    const { validation } = validateKnn(extract, set, data.train, views, settings);
    expect(extract.mock.calls.map(([images]) => images.shape[0])).toEqual([40, 6, 10]);
    const features = embedForEvaluation(pixelFeatures, set, data.train, views);
    const asTest = {
      train: features.train,
      test: features.validation ?? features.test,
      classes: 2,
    };
    expect(validation).toEqual(evaluateKnn(asTest, { k: 5, temperature: 0.5 }));
  });

  test('does without validation images where no class has one to spare', () => {
    const two = { ...data, train: darkAndBright(2) };
    const result = validateKnn(pixelFeatures, two, two.train, views, { ...settings, k: 1 });
    expect(result.validation).toBeUndefined();
    expect(result.test?.top5).toBe(1);
  });

  test.each([
    [{ k: 0 }, 'k must be a whole number of neighbors, at least 1, got 0'],
    [{ temperature: 0 }, 'temperature must be a number above 0, got 0'],
    [{ k: 37 }, 'k must be at most the number of training images, got 37 and 36 images; lower k'],
  ])('refuses %j before any image is embedded', (change, message) => {
    expect(validationBankSize(data.train.labels, 0)).toBe(36);
    const extract = jest.fn(pixelFeatures);
    const use = () => validateKnn(extract, data, data.train, views, { ...settings, ...change });
    expect(use).toThrow(message);
    expect(use).toThrow(SettingError);
    expect(extract).not.toHaveBeenCalled();
  });

  test('refuses images without labels', () => {
    expect(() => validateKnn(pixelFeatures, data, unlabeled.train, views, settings)).toThrow(
      new InputError(
        'the kNN evaluation needs labels, and these images have none; put them into one folder a class',
      ),
    );
  });
});

test.each([
  [{ k: 1.5 }, 'k must be a whole number of neighbors, at least 1, got 1.5'],
  [{ k: NaN }, 'k must be a whole number of neighbors, at least 1, got NaN'],
  [{ k: 5 }, 'k must be at most the number of training images, got 5 and 4 images; lower k'],
  [{ k: 1, temperature: -1 }, 'temperature must be a number above 0, got -1'],
  [{ k: 1, temperature: Infinity }, 'temperature must be a number above 0, got Infinity'],
])('evaluateKnn refuses %j', (settings, message) => {
  const set = { features: unit(0, 10, 20, 90), labels: Int32Array.of(0, 0, 1, 1) };
  expect(() => evaluateKnn({ train: set, test: set, classes: 2 }, settings)).toThrow(message);
});

test('k may be as large as the bank', () => {
  expect(() => {
    checkBankSize(40, 40);
  }).not.toThrow();
  expect(() => {
    checkBankSize(41, 40);
  }).toThrow(SettingError);
});
