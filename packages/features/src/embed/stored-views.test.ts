import { defaultViewOptions, simclrViewOptions } from '@jssl/augment';

import { parseStoredViews } from './stored-views.js';

test('view options survive a weights file', () => {
  expect(parseStoredViews(JSON.stringify(simclrViewOptions))).toEqual(simclrViewOptions);
});

test('options that an earlier version did not have get their defaults', () => {
  expect(parseStoredViews('{"size":24}')).toEqual({ ...defaultViewOptions, size: 24 });
});

test('the nested options of earlier weights files are read', () => {
  const stored = {
    size: 96,
    scale: [0.2, 0.9],
    ratio: [0.8, 1.2],
    flipProbability: 0.1,
    jitter: { probability: 0.2, brightness: 0.3, contrast: 0.4, saturation: 0.5, hue: 0.06 },
    grayscaleProbability: 0.7,
    blur: { probability: 0.8, kernelSize: 9, sigma: [1, 2] },
    solarize: { probability: 0.15, threshold: 0.6 },
    mean: [0.5],
    std: [0.25],
  };
  expect(parseStoredViews(JSON.stringify(stored))).toEqual({
    size: 96,
    cropScale: [0.2, 0.9],
    cropRatio: [0.8, 1.2],
    flipProbability: 0.1,
    jitterProbability: 0.2,
    jitter: [0.3, 0.4, 0.5, 0.06],
    grayscaleProbability: 0.7,
    blurProbability: 0.8,
    blurKernel: 9,
    blurSigma: [1, 2],
    solarizeProbability: 0.15,
    solarizeThreshold: 0.6,
    mean: [0.5],
    std: [0.25],
  });
});

test.each(['null', '{"scale":[1,1]}', '{'])('damaged options are refused: %s', (json) => {
  expect(() => parseStoredViews(json)).toThrow();
});
