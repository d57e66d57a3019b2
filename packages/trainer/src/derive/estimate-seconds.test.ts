import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { estimateSeconds } from './estimate-seconds.js';

const images = { count: 1000, side: 64, channels: 3 };
const config: TrainConfig = {
  ...defaultTrainConfig,
  arch: 'resnet18',
  ...{ m: 1024, batchSize: 64, epochs: 10, evalEvery: 4 },
};
const work = { images, ranks: 1, evaluated: 0, measure: () => 100 };

test('whole batches of all epochs, and the images that evaluations embed', () => {
  // 15 batches of 64 in each epoch.
  expect(estimateSeconds(config, work)).toBe(9600 / 100);
  // After epochs 4, 8 and 10.
  expect(estimateSeconds(config, { ...work, evaluated: 1200 })).toBe((9600 + 600) / 100);
  expect(estimateSeconds({ ...config, evalEvery: 0 }, { ...work, evaluated: 1200 })).toBe(96);
  expect(estimateSeconds({ ...config, limit: 300 }, work)).toBe(25.6);
});

test('steps of large networks are measured with smaller batches', () => {
  const batches: number[] = [];
  const measure = ({ batchSize }: { readonly batchSize: number }) => {
    batches.push(batchSize);
    return 1;
  };
  estimateSeconds(config, { ...work, measure });
  // Some 18 GFLOP an image: 1e11 are not even 8.
  expect(batches).toEqual([8]);
});

test('short trainings, those too large for memory and methods of your own are not measured', () => {
  const measure = jest.fn(() => 1);
  const short = { ...config, width: 8, imageSize: 32, epochs: 1 };
  expect(estimateSeconds(short, { ...work, measure })).toBeUndefined();
  expect(estimateSeconds({ ...config, method: 'custom:mine' }, { ...work, measure })).toBe(
    undefined,
  );
  expect(estimateSeconds({ ...config, m: 2 ** 33 }, { ...work, measure })).toBeUndefined();
  expect(measure).not.toHaveBeenCalled();
});
