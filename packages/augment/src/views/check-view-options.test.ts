import { sampleView } from './sample-view.js';
import { defaultViewOptions, type ViewOptions } from './view-options.js';

const sample = (options: Partial<ViewOptions>) => () =>
  sampleView([8, 8], { ...defaultViewOptions, ...options }, () => 0.5);
const jitter = 'jitter must be four finite strengths of at least 0, the last at most 0.5';

test('the size of the image', () => {
  expect(() => sampleView([0, 8], defaultViewOptions, () => 0.5)).toThrow(
    new RangeError('sampleView: height must be a whole number of at least 1, got 0'),
  );
  expect(() => sampleView([8, 8.5], defaultViewOptions, () => 0.5)).toThrow(
    new RangeError('sampleView: width must be a whole number of at least 1, got 8.5'),
  );
});

test.each<[string, Partial<ViewOptions>]>([
  ['flipProbability must be in [0, 1], got 1.1', { flipProbability: 1.1 }],
  ['jitterProbability must be in [0, 1], got -1', { jitterProbability: -1 }],
  ['grayscaleProbability must be in [0, 1], got NaN', { grayscaleProbability: NaN }],
  ['blurProbability must be in [0, 1], got 2', { blurProbability: 2 }],
  ['blurProbability must be in [0, 1], got undefined', { blurProbability: undefined as never }],
  ['solarizeProbability must be in [0, 1], got -0.5', { solarizeProbability: -0.5 }],
  ['solarizeThreshold must be a finite number, got NaN', { solarizeThreshold: NaN }],
  [`${jitter}, got [-0.1, 0, 0, 0]`, { jitter: [-0.1, 0, 0, 0] }],
  [`${jitter}, got [0, Infinity, 0, 0]`, { jitter: [0, Infinity, 0, 0] }],
  [`${jitter}, got [0, 0, NaN, 0]`, { jitter: [0, 0, NaN, 0] }],
  [`${jitter}, got [0, 0, 0, 0.6]`, { jitter: [0, 0, 0, 0.6] }],
  [`${jitter}, got [0, 0, 0]`, { jitter: [0, 0, 0] as never }],
  ['cropScale must be two ascending numbers in (0, 1], got [0, 1]', { cropScale: [0, 1] }],
  ['cropScale must be two ascending numbers in (0, 1], got [0.5, 0.4]', { cropScale: [0.5, 0.4] }],
  ['cropScale must be two ascending numbers in (0, 1], got [0.5, 1.5]', { cropScale: [0.5, 1.5] }],
  ['cropRatio must be two ascending numbers above 0, got [-1, 1]', { cropRatio: [-1, 1] }],
  [
    'cropRatio must be two ascending numbers above 0, got [1, Infinity]',
    { cropRatio: [1, Infinity] },
  ],
  ['blurSigma must be two ascending numbers above 0, got [0, 2]', { blurSigma: [0, 2] }],
])('%s', (message, options) => {
  expect(sample(options)).toThrow(new RangeError(`sampleView: ${message}`));
});
