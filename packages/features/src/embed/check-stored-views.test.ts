import { defaultViewOptions, mocoV2ViewOptions } from '@jssl/augment';

import { checkStoredViews } from './check-stored-views.js';

test('the views of presets are accepted, also those of gray images', () => {
  expect(() => {
    checkStoredViews(defaultViewOptions);
    checkStoredViews({ ...mocoV2ViewOptions, mean: [0.5], std: [0.2] });
  }).not.toThrow();
});

test.each([
  [{ size: 1e6 }, 'views.size must be a whole number from 1 to 4096'],
  [{ size: '32' }, 'views.size must be a whole number from 1 to 4096'],
  [{ size: 0 }, 'views.size must be a whole number from 1 to 4096'],
  [{ blurKernel: 1e9 }, 'views.blurKernel must be a whole number of pixels'],
  [{ cropScale: 1 }, 'views.cropScale must be two numbers'],
  [{ cropRatio: [1] }, 'views.cropRatio must be two numbers'],
  [{ blurSigma: [1, null] }, 'views.blurSigma must be two numbers'],
  [{ jitter: ['a', 0, 0, 0] }, 'views.jitter must be four numbers'],
  [{ mean: [] }, 'views.mean must be a number for each channel'],
  [{ mean: [0, 0], std: [1] }, 'views.mean must be as many as std'],
  [{ std: [1, 1, 0] }, 'views.std must be above 0'],
  [{ std: 'abc' }, 'views.std must be a number for each channel'],
  [{ flipProbability: '0.5' }, 'views.flipProbability must be a number'],
  [{ solarizeThreshold: null }, 'views.solarizeThreshold must be a number'],
])('%j cannot be', (change, message) => {
  expect(() => {
    checkStoredViews({ ...defaultViewOptions, ...(change as object) });
  }).toThrow(new RangeError(message));
});
