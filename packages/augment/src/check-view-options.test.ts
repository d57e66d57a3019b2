import { sampleView } from './sample-view.js';
import { defaultViewOptions, type ViewOptions } from './view-options.js';

const sample = (options: Partial<ViewOptions>) => () =>
  sampleView(8, 8, { ...defaultViewOptions, ...options }, () => 0.5);
const { jitter, blur } = defaultViewOptions;

test('the size of the image', () => {
  expect(() => sampleView(0, 8, defaultViewOptions, () => 0.5)).toThrow(
    new RangeError('sampleView: height must be a whole number of at least 1, got 0'),
  );
  expect(() => sampleView(8, 8.5, defaultViewOptions, () => 0.5)).toThrow(
    new RangeError('sampleView: width must be a whole number of at least 1, got 8.5'),
  );
});

test.each<[string, Partial<ViewOptions>]>([
  ['flipProbability must be in [0, 1], got 1.1', { flipProbability: 1.1 }],
  ['jitter.probability must be in [0, 1], got -1', { jitter: { ...jitter, probability: -1 } }],
  ['grayscaleProbability must be in [0, 1], got NaN', { grayscaleProbability: NaN }],
  ['blur.probability must be in [0, 1], got 2', { blur: { ...blur, probability: 2 } }],
  [
    'solarize.probability must be in [0, 1], got -0.5',
    { solarize: { probability: -0.5, threshold: 0.5 } },
  ],
  [
    'solarize.threshold must be a finite number, got NaN',
    { solarize: { probability: 0, threshold: NaN } },
  ],
  [
    'jitter.brightness must be a finite number of at least 0, got -0.1',
    { jitter: { ...jitter, brightness: -0.1 } },
  ],
  [
    'jitter.contrast must be a finite number of at least 0, got Infinity',
    { jitter: { ...jitter, contrast: Infinity } },
  ],
  [
    'jitter.saturation must be a finite number of at least 0, got NaN',
    { jitter: { ...jitter, saturation: NaN } },
  ],
  ['jitter.hue must be in [0, 0.5], got 0.6', { jitter: { ...jitter, hue: 0.6 } }],
  ['scale must be two ascending numbers in (0, 1], got [0, 1]', { scale: [0, 1] }],
  ['scale must be two ascending numbers in (0, 1], got [0.5, 0.4]', { scale: [0.5, 0.4] }],
  ['scale must be two ascending numbers in (0, 1], got [0.5, 1.5]', { scale: [0.5, 1.5] }],
  ['ratio must be two ascending numbers above 0, got [-1, 1]', { ratio: [-1, 1] }],
  ['ratio must be two ascending numbers above 0, got [1, Infinity]', { ratio: [1, Infinity] }],
  [
    'blur.sigma must be two ascending numbers above 0, got [0, 2]',
    { blur: { ...blur, sigma: [0, 2] } },
  ],
])('%s', (message, options) => {
  expect(sample(options)).toThrow(new RangeError(`sampleView: ${message}`));
});
