import { InputError } from '@jssl/settings';

import { checkTrainConfig, defaultTrainConfig } from './train-config.js';
import { presetNumbers, viewPresets, type ViewSettings } from './view-settings.js';

const check = (change: Partial<Record<keyof ViewSettings, unknown>>) => () => {
  checkTrainConfig({ ...defaultTrainConfig, ...change } as typeof defaultTrainConfig);
};

test('the numbers of every preset may be given by themselves', () => {
  expect(viewPresets).toEqual(['original', 'moco-v2', 'simclr']);
  for (const views of viewPresets) {
    expect(check({ views, ...presetNumbers(views) })).not.toThrow();
  }
});

const scale = 'two shares of the area, 0 < smallest <= largest <= 1';
const jitter =
  'four strengths of at least 0 (brightness, contrast, saturation, hue), the last at most 0.5';

test.each<[keyof ViewSettings, unknown, string, string]>([
  ['views', 'byol', '--views', 'one of original, moco-v2, simclr'],
  ['cropScale', [0.5, 0.4], '--crop-scale', scale],
  ['cropScale', [0, 1], '--crop-scale', scale],
  ['cropScale', [0.5, 1.1], '--crop-scale', scale],
  ['cropRatio', [2, 1], '--crop-ratio', 'two ratios of width to height, 0 < smallest <= largest'],
  ['flipProbability', -0.1, '--flip-probability', 'a probability from 0 to 1'],
  ['jitterProbability', NaN, '--jitter-probability', 'a probability from 0 to 1'],
  ['jitter', [1, 1, 1, 0.6], '--jitter', jitter],
  ['jitter', [1, 1, -1, 0.5], '--jitter', jitter],
  ['jitter', [1, 1, 1], '--jitter', jitter],
  ['grayscaleProbability', 1.1, '--grayscale-probability', 'a probability from 0 to 1'],
  ['blurProbability', '1', '--blur-probability', 'a probability from 0 to 1'],
  ['blurSigma', [0, 1], '--blur-sigma', 'two lengths in pixels, 0 < smallest <= largest'],
  ['blurKernel', 4, '--blur-kernel', 'an odd number of pixels, at least 1'],
  ['solarizeProbability', null, '--solarize-probability', 'a probability from 0 to 1'],
  ['solarizeThreshold', 128, '--solarize-threshold', 'a number from 0 to 1'],
  ['mean', [0.5, 1.5, 0.5], '--mean', 'a number from 0 to 1 for each channel'],
  ['std', [0.5, 0, 0.5], '--std', 'a number above 0 for each channel'],
  ['std', [], '--std', 'a number above 0 for each channel'],
])('%s %j is refused', (name, value, flag, required) => {
  expect(check({ [name]: value })).toThrow(
    new InputError(`${flag} must be ${required}, got ${String(value)}`),
  );
});
