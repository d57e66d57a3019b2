import { SettingError } from '@jssl/settings';

import { checkTrainConfig, completeTrainConfig } from './check-train-config.js';
import { defaultTraits, type MethodTraits } from './method-traits.js';
import { defaultTrainConfig, type TrainConfig } from './train-settings.js';

const message = (change: Partial<Record<keyof TrainConfig, unknown>>) => () => {
  checkTrainConfig({ ...defaultTrainConfig, ...change } as TrainConfig);
};

test('the defaults are the original’s and pass', () => {
  expect(message({})).not.toThrow();
  expect(defaultTrainConfig).toMatchObject({
    arch: 'resnet50',
    featureDim: 128,
    m: 4096,
    temperature: 0.5,
    momentum: 0.999,
    // Derived from the images; 200 for those of the paper.
    k: undefined,
    batchSize: 256,
    epochs: 500,
    lr: 1e-3,
    weightDecay: 1e-6,
  });
});

test.each([
  [{ temperature: 0 }, 'temperature must be a number above 0, got 0'],
  [{ temperature: NaN }, 'temperature must be a number above 0, got NaN'],
  [
    { arch: 'resnet20' },
    /^arch must be one of resnet18, .*, got resnet20; did you mean resnet50\?$/,
  ],
  [{ batchSize: 1.5 }, 'batchSize must be a whole number of images, at least 2, got 1.5'],
  [{ momentum: 1 }, 'momentum must be in [0, 1), got 1'],
  [{ weights: [0, 0, 0] }, 'weights must be three numbers of at least 0, not all 0, got 0,0,0'],
  [
    { m: 64 },
    'm must be at least batchSize, got 64 negatives and batches of 256; raise m or lower batchSize',
  ],
  [
    { method: 'jaccard' },
    'method must be one of jaccard-moco, jaccard-simclr, moco, simclr, got jaccard',
  ],
  [{ method: 'custom:' }, /^method must be one of .*, got custom:$/],
  [{ temperatureN: 0 }, 'temperatureN must be a number above 0, got 0'],
  [{ symmetric: 'yes' }, 'symmetric must be true or false, got yes'],
  [{ optimizer: 'rmsprop' }, 'optimizer must be one of adam, adamw, sgd, lars, got rmsprop'],
  [{ optimizerMomentum: 1 }, 'optimizerMomentum must be in [0, 1), got 1'],
  [{ schedule: 'linear' }, 'schedule must be one of constant, cosine, got linear'],
  [{ warmupEpochs: -1 }, 'warmupEpochs must be a whole number of epochs, 0 for none, got -1'],
  [{ warmupEpochs: 500 }, 'warmupEpochs must be below epochs, got 500 of 500'],
  [{ clipNorm: -1 }, 'clipNorm must be a number of at least 0, 0 for none, got -1'],
  [{ accumulate: 0 }, 'accumulate must be a whole number of parts, at least 1, got 0'],
  [
    { accumulate: 3 },
    'accumulate must be a number that divides batchSize into parts of at least 2 images, got 3 parts and batches of 256',
  ],
  [
    { accumulate: 64, bnSplits: 4 },
    'bnSplits must be a number that splits batchSize / accumulate into groups of at least 2 images, got 4 groups and parts of 4',
  ],
  [
    { symmetric: true, m: 500 },
    'm must be at least twice batchSize with symmetric, got 500 negatives and batches of 256; raise m or lower batchSize',
  ],
  [
    { symmetric: true, method: 'simclr' },
    'symmetric must be false with simclr, whose loss is symmetric already, got true',
  ],
  [
    { bnSplits: 129 },
    'bnSplits must be a number that splits batchSize into groups of at least 2 images, got 129 groups and batches of 256',
  ],
  [
    { bnSplits: 2, syncBn: true },
    'bnSplits must be 1 with syncBn, which normalizes over the whole batch, got 2',
  ],
  [{ seed: 2 ** 32 }, 'seed must be a whole number from 0 to 4294967295, got 4294967296'],
])('%p is refused', (change, expected) => {
  expect(message(change)).toThrow(expected);
  expect(message(change)).toThrow(SettingError);
});

test('a method of one’s own is checked by its traits', () => {
  const config: TrainConfig = { ...defaultTrainConfig, method: 'custom:mine', m: 64 };
  const check = (traits?: MethodTraits) => () => {
    checkTrainConfig(config, traits);
  };
  expect(check()).not.toThrow();
  expect(check(defaultTraits)).not.toThrow();
  expect(check({ ...defaultTraits, queue: true })).toThrow(/^m must be at least batchSize, got 64/);
});

test('a part of the settings is completed and checked', () => {
  expect(completeTrainConfig({ arch: 'resnet18', epochs: 10 })).toEqual({
    ...{ ...defaultTrainConfig, arch: 'resnet18', epochs: 10 },
  });
  expect(() => completeTrainConfig({ m: 64 })).toThrow(/^m must be at least batchSize, got 64/);
  expect(() => completeTrainConfig({ epoch: 1 } as object)).toThrow(
    'epoch must be left out: there is no such setting, got 1',
  );
});

test('SimCLR needs no queue, and a method of one’s own has any name', () => {
  expect(message({ method: 'simclr', m: 64 })).not.toThrow();
  expect(message({ method: 'custom:barlow-twins', m: 64 })).not.toThrow();
});
