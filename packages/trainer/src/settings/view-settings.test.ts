import { SettingError } from '@jssl/settings';

import { checkTrainConfig } from './check-train-config.js';
import { defaultTrainConfig } from './train-settings.js';
import { presetNumbers, viewPresets } from './view-presets.js';
import { viewSettings, type ViewSettings } from './view-settings.js';

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

test.each<[keyof ViewSettings, unknown, string]>([
  ['views', 'byol', 'one of original, moco-v2, simclr'],
  ['cropScale', [0.5, 0.4], scale],
  ['cropScale', [0, 1], scale],
  ['cropScale', [0.5, 1.1], scale],
  ['cropRatio', [2, 1], 'two ratios of width to height, 0 < smallest <= largest'],
  ['flipProbability', -0.1, 'a probability from 0 to 1'],
  ['jitterProbability', NaN, 'a probability from 0 to 1'],
  ['jitter', [1, 1, 1, 0.6], jitter],
  ['jitter', [1, 1, -1, 0.5], jitter],
  ['jitter', [1, 1, 1], jitter],
  ['grayscaleProbability', 1.1, 'a probability from 0 to 1'],
  ['blurProbability', '1', 'a probability from 0 to 1'],
  ['blurSigma', [0, 1], 'two lengths in pixels, 0 < smallest <= largest'],
  ['blurKernel', 4, 'an odd number of pixels, at least 1'],
  ['solarizeProbability', null, 'a probability from 0 to 1'],
  ['solarizeThreshold', 128, 'a number from 0 to 1'],
  ['mean', [0.5, 1.5, 0.5], 'a number from 0 to 1 for each channel'],
  ['std', [0.5, 0, 0.5], 'a number above 0 for each channel'],
  ['std', [], 'a number above 0 for each channel'],
])('%s %j is refused', (setting, got, required) => {
  expect(check({ [setting]: got })).toThrow(new SettingError({ setting, required, got }));
});

test('defaults that differ between the presets are all said', () => {
  expect(viewSettings.flipProbability.defaultText).toBe('0.5');
  expect(viewSettings.cropScale.defaultText).toBe('0.08,1; moco-v2: 0.2,1');
});
