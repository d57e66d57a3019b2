import { defaultViewOptions, mocoV2ViewOptions, simclrViewOptions } from '@jssl/augment';

import { defaultTrainConfig } from './train-settings.js';
import { viewOptionsFor } from './view-options.js';

const color = { height: 224, width: 300, channels: 3, mean: [0.1, 0.2, 0.3], std: [1, 1, 1] };
const gray = { height: 32, width: 32, channels: 1, mean: [0.4], std: [0] };
const imageSize = undefined;

test('the default is the original’s augmentation, at the shorter side of the images', () => {
  const views = viewOptionsFor(defaultTrainConfig, color);
  expect(views).toEqual({
    ...defaultViewOptions,
    size: 224,
    blurKernel: 23,
  });
  expect(viewOptionsFor({ ...defaultTrainConfig, imageSize: 32 }, color)).toEqual(
    defaultViewOptions,
  );
});

test('the presets are the papers’ at 224 pixels', () => {
  expect(viewOptionsFor({ imageSize, views: 'moco-v2' }, color)).toEqual(mocoV2ViewOptions);
  expect(viewOptionsFor({ imageSize, views: 'simclr' }, color)).toEqual(simclrViewOptions);
});

test('every number that is given replaces that of the preset', () => {
  const numbers = {
    cropScale: [0.3, 0.4],
    cropRatio: [0.5, 0.6],
    flipProbability: 0.11,
    jitterProbability: 0.12,
    jitter: [0.1, 0.2, 0.3, 0.4],
    grayscaleProbability: 0.13,
    blurProbability: 0.14,
    blurSigma: [1, 3],
    blurKernel: 31,
    solarizeProbability: 0.15,
    solarizeThreshold: 0.16,
    mean: [0.7, 0.8, 0.9],
    std: [2, 3, 4],
  } as const;
  const views = viewOptionsFor({ imageSize: 16, views: 'simclr', ...numbers }, color);
  expect(views).toEqual({ size: 16, ...numbers });
});

test('the blur’s kernel is a tenth of the side, made odd; moco-v2’s is as large as fits', () => {
  const kernel = (views: 'original' | 'moco-v2' | 'simclr', size: number) =>
    viewOptionsFor({ imageSize: size, views }, color).blurKernel;
  expect([8, 19, 20, 32, 64, 96, 224].map((size) => kernel('simclr', size))).toEqual([
    1, 1, 3, 3, 7, 9, 23,
  ]);
  expect([8, 11, 12, 32, 224].map((size) => kernel('moco-v2', size))).toEqual([15, 21, 23, 23, 23]);
});

test('gray images are normalized by their own mean and deviation, whatever the preset', () => {
  expect(viewOptionsFor({ imageSize, views: 'simclr' }, gray)).toMatchObject({
    mean: [0.4],
    std: [1],
  });
  expect(viewOptionsFor({ imageSize, mean: [0.5], std: [0.2] }, gray)).toMatchObject({
    mean: [0.5],
    std: [0.2],
  });
});

test('what does not fit the images is refused in one sentence', () => {
  expect(() => viewOptionsFor({ imageSize, mean: [0.5, 0.5, 0.5] }, gray)).toThrow(
    'mean must be a number for each of the 1 channels of the images, got 0.5,0.5,0.5',
  );
  expect(() => viewOptionsFor({ imageSize, std: [1] }, color)).toThrow(
    'std must be a number for each of the 3 channels of the images, got 1',
  );
  expect(() => viewOptionsFor({ imageSize: 8, blurKernel: 17 }, color)).toThrow(
    'blurKernel must be at most 15 for views of 8 pixels, got 17',
  );
});
