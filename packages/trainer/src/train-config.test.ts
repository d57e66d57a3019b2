import { checkTrainConfig, defaultTrainConfig, type TrainConfig } from './train-config.js';

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
    k: 200,
    batchSize: 256,
    epochs: 500,
    lr: 1e-3,
    weightDecay: 1e-6,
  });
});

test.each([
  [{ temperature: 0 }, '--temperature must be a number above 0, got 0'],
  [{ temperature: NaN }, '--temperature must be a number above 0, got NaN'],
  [{ arch: 'resnet20' }, /^--arch must be one of resnet18, .*, got resnet20$/],
  [{ batchSize: 1.5 }, '--batch-size must be a whole number of images, at least 2, got 1.5'],
  [{ momentum: 1 }, '--momentum must be in [0, 1), got 1'],
  [{ weights: [0, 0, 0] }, '--weights must be three numbers of at least 0, not all 0, got 0,0,0'],
  [
    { m: 64 },
    '--m must be at least the batch size, got 64 negatives and batches of 256; raise --m or lower --batch-size',
  ],
  [
    { bnSplits: 3 },
    '--bn-splits must divide the batch size into groups of at least 2 images, got 3 splits and batches of 256',
  ],
])('%p is refused', (change, expected) => {
  expect(message(change)).toThrow(expected);
});
