import { planTraining } from '../plan/plan-training.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { deriveSettings, type DerivedFrom } from './derive-settings.js';

const photos = { count: 600, side: 64, channels: 3, plain: false };
const from: DerivedFrom = { images: photos, minutes: 10, measure: () => 100 };
const configOf = (given: Partial<TrainConfig>, by: DerivedFrom) => ({
  ...defaultTrainConfig,
  ...deriveSettings(given, by),
});

/** A machine with so many operations per second, whatever the width. */
function machine(operationsPerSecond: number) {
  return (config: TrainConfig) =>
    operationsPerSecond /
    planTraining(config, { ...photos, side: config.imageSize ?? 64 }).operationsPerImage;
}

test('a batch is at most a quarter of the images, a queue at most half of them', () => {
  const sizes = [8, 60, 600, 8000, 60_000].map((count) => {
    const by = { ...from, images: { ...photos, count } };
    const { batchSize, m } = deriveSettings({ method: 'jaccard-moco' }, by);
    return [count, batchSize, m];
  });
  expect(sizes).toEqual([
    [8, 2, 4],
    [60, 8, 24],
    [600, 64, 256],
    [8000, 64, 3968],
    [60_000, 64, 4096],
  ]);
});

test('without settings that only MoCo has, the method is SimCLR with the Jaccard similarity', () => {
  const { method, temperature, lr, m, momentum } = deriveSettings({}, from);
  expect([method, temperature, lr, m, momentum]).toEqual([
    ...['jaccard-simclr', 0.05, 0.002, undefined, undefined],
  ]);
  for (const given of [{ m: 100 }, { momentum: 0.9 }, { symmetric: true }] as const) {
    expect(configOf(given, from)).toMatchObject({
      momentum: 0.99,
      ...given,
      method: 'jaccard-moco',
    });
  }
});

test('the faster the machine and the more time there is, the larger the encoder', () => {
  const derive = (speed: number, minutes: number) => {
    const derived = deriveSettings({}, { images: photos, minutes, measure: machine(speed) });
    return [derived.width, derived.imageSize ?? 64];
  };
  expect([1e10, 1e11, 4e11, 1e12, 5e12].map((speed) => derive(speed, 10))).toEqual([
    [8, 32],
    [16, 32],
    [16, 64],
    [32, 64],
    [64, 64],
  ]);
  expect(derive(1e11, 100)).toEqual([32, 64]);
});

test('a size that cannot be fast enough is not measured', () => {
  const measured: (number | undefined)[][] = [];
  const speed = machine(2e9);
  const measure = (config: TrainConfig) => {
    measured.push([config.width, config.imageSize]);
    return speed(config);
  };
  deriveSettings({}, { images: photos, minutes: 10, measure });
  expect(measured).toEqual([[8, 32]]);
});

test('the epochs fill the time, without the part for evaluations', () => {
  const given = { width: 4, imageSize: 64 };
  const { epochs, limit } = deriveSettings(given, { ...from, measure: () => 576 });
  // 8.5 minutes of 576 images are 510 epochs of nine batches of 64.
  expect([epochs, limit]).toEqual([510, undefined]);
});

test('of more images than can be seen twice, as many as can are taken', () => {
  const by = { ...from, images: { ...photos, count: 1_000_000 }, measure: () => 128 };
  const { epochs, limit } = deriveSettings({}, by);
  expect([epochs, limit]).toEqual([2, 255 * 128]);
  const given = deriveSettings({ limit: 21_760 }, by);
  expect([given.epochs, given.limit]).toEqual([3, 21_760]);
});

test('what is given stays; epochs beat the time', () => {
  const given: Partial<TrainConfig> = {
    ...({ method: 'simclr', arch: 'resnet34', stem: 'small', imageSize: 48 } as const),
    ...({ schedule: 'constant', precision: 'f32', flipProbability: 0.1 } as const),
    ...{ width: 12, batchSize: 32, temperature: 0.3, lr: 0.01, evalEvery: 7 },
  };
  const by = { ...from, measure: () => 64 };
  expect(deriveSettings(given, by)).toEqual({ ...given, epochs: 57 }); // 510 s of 64 images are 56.7 epochs of 576.
  const measure = jest.fn();
  expect(configOf({ epochs: 30 }, { ...by, measure })).toMatchObject({
    ...{ epochs: 30, width: 16, imageSize: undefined, evalEvery: 3 },
  });
  const narrow = configOf({ epochs: 30, width: 4 }, { ...by, measure });
  expect(narrow).toMatchObject({ width: 4, imageSize: undefined });
  expect(measure).not.toHaveBeenCalled();
});

test('a batch is derived so that it fits the settings that are given', () => {
  const batchOf = (given: Partial<TrainConfig>, ranks = 1) =>
    deriveSettings(given, { ...from, ranks }).batchSize;
  expect(batchOf({ m: 50 })).toBe(32);
  expect(batchOf({ m: 50, symmetric: true })).toBe(16);
  expect(batchOf({ accumulate: 3 })).toBe(48);
  expect(batchOf({ bnSplits: 5 })).toBe(40);
  expect(batchOf({}, 6)).toBe(48);
});

test('small images keep their size; large ones are reduced, or go through a stem for them', () => {
  const of = (side: number, given: Partial<TrainConfig> = {}) => {
    const by = { ...from, images: { ...photos, side }, measure: () => 1e6 };
    const { imageSize, stem } = configOf(given, by);
    return [imageSize, stem];
  };
  expect(of(28)).toEqual([undefined, 'small']);
  expect(of(48)).toEqual([undefined, 'small']);
  expect(of(512)).toEqual([64, 'small']);
  expect(of(512, { imageSize: 128 })).toEqual([128, 'imagenet']);
  expect(of(512, { imageSize: 128, stem: 'small' })).toEqual([128, 'small']);
});

test('views are mild for things on a plain background, without hue for gray images', () => {
  const of = (channels: number, plain: boolean) => {
    const by = { ...from, images: { ...photos, channels, plain } };
    const { cropScale, flipProbability, jitter, grayscaleProbability } = deriveSettings({}, by);
    return [cropScale, flipProbability, jitter, grayscaleProbability];
  };
  expect(of(3, false)).toEqual([undefined, undefined, undefined, undefined]);
  expect(of(1, false)).toEqual([undefined, undefined, [0.8, 0.8, 0, 0], 0]);
  expect(of(1, true)).toEqual([[0.4, 1], 0, [0.8, 0.8, 0, 0], 0]);
  expect(of(3, true)).toEqual([[0.4, 1], 0, [0.6, 0.6, 0.6, 0.1], undefined]);
});

test('a step of a large network is measured with a smaller batch', () => {
  const batches: number[] = [];
  const measure = ({ batchSize }: TrainConfig) => {
    batches.push(batchSize);
    return 100;
  };
  deriveSettings({ arch: 'resnet50', width: 64, imageSize: 64 }, { ...from, measure });
  expect(batches).toEqual([8]);
});

test.each<[Partial<TrainConfig>, Partial<DerivedFrom>, string | RegExp]>([
  [{}, { minutes: 0 }, 'minutes must be a number above 0, got 0'],
  [
    { batchSize: 601 },
    {},
    'batchSize must be at most the number of training images, got 601 for 600 images; lower batchSize',
  ],
  [{ accumulate: 5, batchSize: 32 }, {}, /^accumulate must be a number that divides batchSize/],
  [{ m: 1e12 }, {}, /^m must be small enough .*; lower m$/],
  [
    { arch: 'resnet50', width: 64 },
    { measure: machine(1e9) },
    'minutes must be at least 184 for 600 images with a resnet50 of width 64 at the speed of this machine, ' +
      'got 10; raise minutes, lower width to 8, or set epochs, for which there is no time limit',
  ],
  [
    { arch: 'resnet152', width: 8 },
    { measure: () => 0.1 },
    /, got 10; raise minutes, choose a smaller arch or imageSize, or set epochs, /,
  ],
])('%j is refused', (given, by, message) => {
  expect(() => deriveSettings(given, { ...from, ...by })).toThrow(message);
});
