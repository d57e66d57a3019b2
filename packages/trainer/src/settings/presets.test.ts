import { presets } from './presets.js';
import { checkTrainConfig, defaultTrainConfig } from './train-config.js';

test.each(Object.entries(presets))('the settings of %s can be trained with', (_, preset) => {
  expect(() => {
    checkTrainConfig({ ...defaultTrainConfig, ...preset });
  }).not.toThrow();
});

test('the original is what there is without a preset', () => {
  expect({ ...defaultTrainConfig, ...presets.original }).toEqual(defaultTrainConfig);
});
