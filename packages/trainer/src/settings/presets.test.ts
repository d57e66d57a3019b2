import { checkTrainConfig } from './check-train-config.js';
import { presets, presetSettings } from './presets.js';
import { defaultTrainConfig } from './train-settings.js';

test.each(Object.entries(presets))('the settings of %s can be trained with', (_, preset) => {
  expect(() => {
    checkTrainConfig({ ...defaultTrainConfig, ...preset });
  }).not.toThrow();
});

test('the original is what there is without a preset', () => {
  expect({ ...defaultTrainConfig, ...presets.original }).toEqual(defaultTrainConfig);
});

test('the code of the paper has another temperature for methods without a queue', () => {
  const temperatures = (['jaccard-moco', 'moco', 'jaccard-simclr', 'simclr'] as const).map(
    (method) => presetSettings('original-code', method),
  );
  const [moco, simclr] = [0.06, 0.1].map((temperature) => ({
    ...{ epochs: 300, temperature, stemInit: 'uniform' },
  }));
  expect(temperatures).toEqual([moco, moco, simclr, simclr]);
  expect(presetSettings('small-data', 'simclr')).toEqual(presets['small-data']);
});
