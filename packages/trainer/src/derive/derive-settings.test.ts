import { planTraining } from '../plan/plan-training.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { deriveSettings } from './derive-settings.js';

const photos = { count: 600, side: 64, channels: 3 };

/** A machine with so many operations per second, whatever the width. */
function machine(operationsPerSecond: number, images = photos) {
  return (config: TrainConfig) =>
    operationsPerSecond / planTraining(config, images).operationsPerImage;
}

test('a batch is at most a quarter of the images, the queue at most half of them', () => {
  const sizes = [8, 60, 600, 8000, 60_000].map((count) => {
    const images = { ...photos, count };
    const { batchSize, m } = deriveSettings({}, { images, seconds: 600, measure: () => 100 });
    return [count, batchSize, m];
  });
  expect(sizes).toEqual([
    [8, 2, 4],
    [60, 8, 24],
    [600, 128, 256],
    [8000, 128, 3968],
    [60_000, 128, 4096],
  ]);
});

test('the faster the machine and the more time there is, the wider the encoder and the more epochs', () => {
  const derive = (speed: number, seconds: number) => {
    const { width, epochs } = deriveSettings(
      {},
      { images: photos, seconds, measure: machine(speed) },
    );
    return [width, epochs];
  };
  const widthsOf = [1e10, 1e11, 1e12, 1e13].map((speed) => derive(speed, 600)[0]);
  expect(widthsOf).toEqual([8, 16, 32, 64]);
  expect(derive(1e11, 6000)[0]).toBe(32);
  const [, once = NaN] = derive(1e13, 600);
  expect(derive(1e13, 300)[1]).toBeCloseTo(once / 2, -1);
});

test('a width that cannot be fast enough is not measured', () => {
  const measured: number[] = [];
  const speed = machine(1e10);
  deriveSettings(
    {},
    {
      images: photos,
      seconds: 600,
      measure: (config) => {
        measured.push(config.width);
        return speed(config);
      },
    },
  );
  expect(measured).toEqual([8]);
});

test('the epochs fill the time', () => {
  const { epochs, limit } = deriveSettings(
    { width: 4 },
    { images: photos, seconds: 60, measure: () => 512 },
  );
  // 60 s of 512 images are 60 epochs of four batches of 128.
  expect([epochs, limit]).toEqual([60, undefined]);
});

test('of more images than can be seen twice, as many as can are taken', () => {
  const images = { ...photos, count: 1_000_000 };
  const { epochs, limit } = deriveSettings({}, { images, seconds: 600, measure: () => 128 });
  expect([epochs, limit]).toEqual([2, 300 * 128]);
  const given = deriveSettings({ limit: 25_600 }, { images, seconds: 600, measure: () => 128 });
  expect([given.epochs, given.limit]).toEqual([3, 25_600]);
});

test('what is given stays; epochs need no time', () => {
  const given: Partial<TrainConfig> = {
    ...({ method: 'jaccard-simclr', arch: 'resnet34', stem: 'small' } as const),
    ...({ schedule: 'constant', precision: 'f32' } as const),
    ...{ width: 12, batchSize: 32, m: 64, temperature: 0.3, evalEvery: 7, momentum: 0.9 },
  };
  const from = { images: photos, seconds: 600, measure: () => 64 };
  expect(deriveSettings(given, from)).toEqual({ ...given, epochs: 67 }); // 600 s of 64 images are 66.7 epochs of 576.
  const measure = jest.fn();
  expect(deriveSettings({ epochs: 30 }, { ...from, measure })).toMatchObject({
    ...{ epochs: 30, width: 16, evalEvery: 3 },
  });
  expect(measure).not.toHaveBeenCalled();
});

test('a batch is at most as large as a queue that is given', () => {
  const from = { images: photos, seconds: 600, measure: () => 100 };
  const { batchSize, m } = deriveSettings({ m: 50 }, from);
  expect([batchSize, m]).toEqual([50, 50]);
});

test('large views go through a stem for them', () => {
  const images = { ...photos, side: 128 };
  const from = { images, seconds: 600, measure: () => 100 };
  expect(deriveSettings({}, from).stem).toBe('imagenet');
  expect({ ...defaultTrainConfig, ...deriveSettings({}, { ...from, images: photos }) }.stem).toBe(
    'small',
  );
});

test('there must be time', () => {
  expect(() => deriveSettings({}, { images: photos, seconds: 0, measure: () => 1 })).toThrow(
    'seconds must be a number above 0, got 0',
  );
});
