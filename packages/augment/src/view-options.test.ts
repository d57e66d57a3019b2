import { defaultViewOptions, mocoV2ViewOptions, simclrViewOptions } from './view-options.js';

const crop = { ratio: [3 / 4, 4 / 3], flipProbability: 0.5, grayscaleProbability: 0.2 };
const originalJitter = {
  probability: 0.8,
  brightness: 0.4,
  contrast: 0.4,
  saturation: 0.4,
  hue: 0.1,
};
const blur = { probability: 0.5, kernelSize: 23, sigma: [0.1, 2] };

test('the default is the code of arXiv 2202.12921', () => {
  expect(defaultViewOptions).toMatchObject({
    ...crop,
    size: 32,
    scale: [0.08, 1],
    jitter: originalJitter,
    blur: { probability: 0 },
    solarize: { probability: 0 },
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.2023, 0.1994, 0.201],
  });
});

test('MoCo v2: larger crops, the same color, blur', () => {
  expect(mocoV2ViewOptions).toMatchObject({
    ...crop,
    size: 224,
    scale: [0.2, 1],
    jitter: originalJitter,
    blur,
    solarize: { probability: 0 },
  });
});

test('SimCLR: twice the color, blur', () => {
  expect(simclrViewOptions).toMatchObject({
    ...crop,
    size: 224,
    scale: [0.08, 1],
    jitter: { probability: 0.8, brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2 },
    blur,
    solarize: { probability: 0 },
  });
});
