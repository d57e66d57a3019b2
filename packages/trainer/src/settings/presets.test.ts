import { checkTrainConfig } from './check-train-config.js';
import { presets } from './presets.js';
import { defaultTrainConfig } from './train-settings.js';

test.each(Object.entries(presets))('the settings of %s can be trained with', (_, preset) => {
  expect(() => {
    checkTrainConfig({ ...defaultTrainConfig, ...preset });
  }).not.toThrow();
});

test('the original is what there is without a preset', () => {
  expect({ ...defaultTrainConfig, ...presets.original }).toEqual(defaultTrainConfig);
});
