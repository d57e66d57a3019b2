import { SettingError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import {
  checkBankSize,
  knnSweepSettings,
  neighborsOf,
  triedNeighbors,
} from '../settings/knn-settings.js';
import { evaluateKnn, reportKnn } from './knn.js';

const unit = (...degrees: number[]) =>
  tf.tensor2d(
    degrees.map((angle) => [Math.cos(angle * (Math.PI / 180)), Math.sin(angle * (Math.PI / 180))]),
  );

test('the test images are classified by their neighbors among the training images', async () => {
  // On a circle, class 0 at 0° and 10°, class 1 at 20° and 90°. The two neighbors of 12° are 10° and
  // 20°, the nearer wins; those of 17° are 20° and 10°; of 14° 10° and 20°.
  const features = {
    train: { features: unit(0, 10, 20, 90), labels: Int32Array.of(0, 0, 1, 1) },
    test: { features: unit(12, 17, 14), labels: Int32Array.of(0, 1, 1) },
    classes: 2,
  };
  expect(await evaluateKnn(features, { k: 2, temperature: 0.1 })).toEqual({
    ...{ top1: 2 / 3, top5: 1, balanced: 3 / 4 },
  });
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

  test('the best setting on validation images is reported in detail, with all others', async () => {
    const features = { train: train(), validation: validation(), test: tested(), classes: 2 };
    const before = tf.memory().numTensors;
    const { sweep, ...best } = await reportKnn(features, settings);
    const half = { top1: 0.5, top5: 1, balanced: 0.5 };
    const all = { top1: 1, top5: 1, balanced: 1 };
    expect(sweep).toEqual([
      { k: 8, temperature: 10, validation: half, test: half },
      { k: 8, temperature: 20, validation: half, test: half },
      { k: 1, temperature: 10, validation: all, test: all },
      { k: 1, temperature: 20, validation: all, test: all },
    ]);
    expect(best).toEqual({
      ...{ k: 1, temperature: 10, validation: all, ...all, perClass: [1, 1] },
      // Two images: √0.025. Of two classes, both are always among five guesses.
      top1Interval: { low: expect.closeTo(Math.sqrt(0.025), 10) as number, high: 1 },
      top5Interval: { low: 1, high: 1 },
      right: Uint8Array.of(1, 1),
      confusion: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the test images pick nothing: worse there, the best on validation images stays', async () => {
    // Both test images are of class 1, so that eight neighbors would do better.
    const wrong = { features: unit(1, 33), labels: Int32Array.of(1, 1) };
    const { k, top1, confusion } = await reportKnn(
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

  test('a tenth of the training images is left out of the bank that validates', async () => {
    // One of each class: the six others all vote where k says eight, and class 0, with two, is outvoted.
    const { validation: own, sweep } = await reportKnn(
      { train: train(), test: tested(), classes: 2 },
      { k: [8], temperature: [10], seed: 0 },
    );
    expect(own).toEqual({ top1: 0.5, top5: 1, balanced: 0.5 });
    expect(sweep[0]?.k).toBe(8);
  });

  test('without images to spare there is no validation, and the first setting is reported', async () => {
    const few = { features: unit(0, 30), labels: Int32Array.of(0, 1) };
    const report = await reportKnn(
      { train: few, test: tested(), classes: 2 },
      { ...settings, k: [2, 1] },
    );
    expect(report).toMatchObject({ k: 2, temperature: 10, validation: undefined, top1: 1 });
  });

  test('without a k one is derived from the training images and reported', async () => {
    const { k, sweep } = await reportKnn(
      { train: train(), test: tested(), classes: 2 },
      { temperature: [10] },
    );
    // The smallest of √8 = 2.8, and 3 and 5 images of a class.
    expect([k, sweep.length]).toEqual([3, 1]);
    const alone = { train: { ...train(), labels: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3) } };
    expect(await reportKnn({ ...alone, test: tested(), classes: 4 })).toMatchObject({ k: 2 });
  });

  test('auto tries the usual values that fit, and picks on validation images', async () => {
    const features = { train: train(), validation: validation(), test: tested(), classes: 2 };
    const {
      k,
      sweep,
      validation: own,
    } = await reportKnn(features, {
      ...{ k: 'auto', temperature: [10] },
    });
    expect(sweep.map((row) => row.k)).toEqual([1, 2, 5]);
    expect(triedNeighbors.filter((one) => one <= 8)).toEqual([1, 2, 5]);
    expect(k).toBe(1);
    expect(own?.top1).toBe(1);
  });

  test('validation keeps partners together: a partner in the bank does not answer for an image', async () => {
    // Pairs of equal features, and no pair is near another one of its class.
    const at = Array.from({ length: 40 }, (_, image) => 4 * (image >> 1));
    const labels = Int32Array.from(at, (_, image) => (image >> 1) % 2);
    const groups = Int32Array.from(at, (_, image) => image >> 1);
    const pairs = { features: unit(...at), labels };
    const others = { test: tested(), classes: 2 };
    const settings = { k: [1], temperature: [0.1], seed: 0 };
    const leaking = await reportKnn({ train: pairs, ...others }, settings);
    expect(leaking.validation?.top1).toBe(1);
    const split = await reportKnn({ train: { ...pairs, groups }, ...others }, settings);
    expect(split.validation?.top1).toBe(0);
  });

  test.each([
    [{ k: [] }, 'k must be one or more whole numbers of neighbors, each at least 1, got '],
    [{ k: [5, 0] }, 'k must be one or more whole numbers of neighbors, each at least 1, got 5,0'],
    [{ temperature: [] }, 'temperature must be one or more numbers above 0, got '],
    [{ k: [1, 9] }, 'k must be at most the number of training images, got 9 and 8 images; lower k'],
    [{ temperature: [1, 0] }, 'temperature must be one or more numbers above 0, got 1,0'],
  ])('%j is refused', async (change, message) => {
    await expect(
      reportKnn({ train: train(), test: tested(), classes: 2 }, { ...settings, ...change }),
    ).rejects.toThrow(message);
  });
});

test.each([
  [{ k: 1.5 }, 'k must be a whole number of neighbors, at least 1, got 1.5'],
  [{ k: NaN }, 'k must be a whole number of neighbors, at least 1, got NaN'],
  [{ k: 5 }, 'k must be at most the number of training images, got 5 and 4 images; lower k'],
  [{ k: 1, temperature: -1 }, 'temperature must be a number above 0, got -1'],
  [{ k: 1, temperature: Infinity }, 'temperature must be a number above 0, got Infinity'],
])('evaluateKnn refuses %j', async (settings, message) => {
  const set = { features: unit(0, 10, 20, 90), labels: Int32Array.of(0, 0, 1, 1) };
  await expect(evaluateKnn({ train: set, test: set, classes: 2 }, settings)).rejects.toThrow(
    message,
  );
});

test('k may be as large as the bank', () => {
  expect(() => {
    checkBankSize(40, 40);
  }).not.toThrow();
  expect(() => {
    checkBankSize(41, 40);
  }).toThrow(SettingError);
});

test('a k that is left out fits the bank; one that was given is not lowered', () => {
  const labels = Int32Array.from({ length: 90 }, (_, image) => image % 3);
  expect(neighborsOf(undefined, labels)).toBe(9);
  expect(neighborsOf(undefined, labels, 4)).toBe(4);
  expect(neighborsOf(90, labels)).toBe(90);
  expect(() => neighborsOf(9, labels, 4)).toThrow(
    'k must be at most the number of training images, got 9 and 4 images; lower k',
  );
});

test('a sweep is auto or a list, and what is typed is read as such', () => {
  const { k } = knnSweepSettings;
  expect([k.parse?.('auto'), k.parse?.('5,20')]).toEqual(['auto', [5, 20]]);
  expect([undefined, 'auto', [1, 2], 'best', [], 5].map((one) => k.holds(one))).toEqual([
    ...[true, true, true, false, false, false],
  ]);
  expect(() => k.parse?.('many')).toThrow('It must be a number.');
});
