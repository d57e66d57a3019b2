import { SettingError } from '@jssl/settings';
import { defaultTrainConfig } from '@jssl/trainer';

import { completeTrainSettings } from './complete-settings.js';

test('what is given replaces the preset, which replaces the defaults; undefined replaces nothing', () => {
  expect(completeTrainSettings({})).toEqual(defaultTrainConfig);
  expect(completeTrainSettings({ momentum: 0.995, m: undefined }, 'small-data')).toEqual({
    ...{ ...defaultTrainConfig, m: 4096, momentum: 0.995, temperature: 0.1 },
    schedule: 'cosine',
  });
});

test('a preset may depend on the method', () => {
  const temperatureOf = (method: 'moco' | 'simclr' | undefined) =>
    completeTrainSettings({ method }, 'original-code').temperature;
  expect([temperatureOf(undefined), temperatureOf('moco'), temperatureOf('simclr')]).toEqual([
    ...[0.06, 0.06, 0.1],
  ]);
});

test.each([
  ['moco', { weights: [1, 0, 0] }, 'weights'],
  ['simclr', { temperatureN: 0.2 }, 'temperatureN'],
] as const)('%s has no term for %j', (method, given, setting) => {
  const complete = () => completeTrainSettings({ method, ...given });
  expect(complete).toThrow(SettingError);
  expect(complete).toThrow(
    `${setting} must be left out with ${method}: only a Jaccard loss has these terms`,
  );
  const jaccard = completeTrainSettings({ method: `jaccard-${method}`, ...given });
  expect(jaccard).toMatchObject(given);
});

test('a name that is no setting is refused', () => {
  expect(() => completeTrainSettings({ epoch: 3 } as object)).toThrow(
    'epoch must be left out: there is no such setting',
  );
});
