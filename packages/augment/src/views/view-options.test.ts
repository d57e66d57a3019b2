import { defaultViewOptions, mocoV2ViewOptions, simclrViewOptions } from './view-options.js';

const shared = {
  cropRatio: [3 / 4, 4 / 3],
  flipProbability: 0.5,
  jitterProbability: 0.8,
  grayscaleProbability: 0.2,
  solarizeProbability: 0,
};
const blur = { blurProbability: 0.5, blurKernel: 23, blurSigma: [0.1, 2] };

test('the default is the code of arXiv 2202.12921', () => {
  expect(defaultViewOptions).toMatchObject({
    ...shared,
    size: 32,
    cropScale: [0.08, 1],
    jitter: [0.4, 0.4, 0.4, 0.1],
    blurProbability: 0,
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.2023, 0.1994, 0.201],
  });
});

test('MoCo v2: larger crops, the same color, blur', () => {
  expect(mocoV2ViewOptions).toMatchObject({
    ...shared,
    ...blur,
    size: 224,
    cropScale: [0.2, 1],
    jitter: [0.4, 0.4, 0.4, 0.1],
  });
});

test('SimCLR: twice the color, blur', () => {
  expect(simclrViewOptions).toMatchObject({
    ...shared,
    ...blur,
    size: 224,
    cropScale: [0.08, 1],
    jitter: [0.8, 0.8, 0.8, 0.2],
  });
});
