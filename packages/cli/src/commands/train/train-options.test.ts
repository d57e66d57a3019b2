import { defaultTrainConfig } from '@jssl/trainer';
import { Command } from 'commander';

import { UsageError } from '../../arguments/usage-error.js';
import { addTrainOptions, trainConfigFrom, typedSettings } from './train-options.js';

function parsed(...argv: string[]) {
  const command = addTrainOptions(new Command().exitOverride());
  command.configureOutput({ writeErr: () => undefined });
  command.parse(argv, { from: 'user' });
  return {
    config: trainConfigFrom(command, command.opts()),
    typed: typedSettings(command, command.opts()),
  };
}

test('nothing typed is the original', () => {
  expect(parsed()).toEqual({ config: defaultTrainConfig, typed: {} });
});

test('every flag of learning sets its setting', () => {
  const { config, typed } = parsed(
    ...['--method', 'jaccard-simclr', '--temperature-n', '0.3'],
    ...['--symmetric', '--optimizer', 'lars'],
    ...['--optimizer-momentum', '0.8', '--schedule', 'cosine', '--warmup-epochs', '10'],
    ...['--clip-norm', '2', '--accumulate', '4'],
  );
  const expected = {
    method: 'jaccard-simclr',
    temperatureN: 0.3,
    symmetric: true,
    optimizer: 'lars',
    optimizerMomentum: 0.8,
    schedule: 'cosine',
    warmupEpochs: 10,
    clipNorm: 2,
    accumulate: 4,
  };
  expect(typed).toEqual(expected);
  expect(config).toEqual({ ...defaultTrainConfig, ...expected });
});

test('a preset is begun from, and what is typed stands in its place', () => {
  expect(parsed('--preset', 'small-data', '--momentum', '0.995', '--m', '4096').config).toEqual({
    ...defaultTrainConfig,
    m: 4096,
    momentum: 0.995,
    temperature: 0.1,
    schedule: 'cosine',
  });
  // Typed as it is by default, it is typed nevertheless.
  const { config } = parsed('--preset', 'small-data', '--temperature', '0.5');
  expect(config.temperature).toBe(0.5);
  expect(() => parsed('--preset', 'large')).toThrow(
    /argument 'large' is invalid. Allowed choices are original, small-data/,
  );
});

test.each([
  ['moco', '--weights', '1,0,0'],
  ['simclr', '--temperature-n', '0.2'],
])('%s has no term for a typed %s', (method, flag, value) => {
  expect(() => parsed('--method', method, flag, value)).toThrow(
    new UsageError(
      `${flag} is for the terms of a Jaccard loss, and there are none with ${method}; leave it out, or take jaccard-${method}`,
    ),
  );
  // What stands there by default was not typed; a Jaccard method has the terms.
  expect(parsed('--method', method).config.weights).toEqual(defaultTrainConfig.weights);
  expect(Object.keys(parsed('--method', `jaccard-${method}`, flag, value).typed)).toHaveLength(2);
});
