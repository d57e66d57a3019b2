import { Command } from 'commander';

import { addTrainOptions, trainOptions } from './train-options.js';

function parsed(...argv: string[]) {
  const command = addTrainOptions(new Command().exitOverride());
  command.configureOutput({ writeErr: () => undefined });
  command.parse(argv, { from: 'user' });
  return trainOptions(command);
}

test('what is not typed is left to the preset', () => {
  expect(parsed()).toEqual({ settings: {}, preset: 'original' });
});

test('every kind of flag sets its setting, typed as its default too', () => {
  const { settings, preset } = parsed(
    ...['--preset', 'small-data', '--method', 'jaccard-simclr', '--temperature-n', '0.3'],
    ...['--symmetric', '--optimizer', 'lars', '--weights', '1,0,0', '--crop-scale', '0.2,1'],
    ...['--accumulate', '4', '--temperature', '0.5'],
  );
  expect(preset).toBe('small-data');
  expect(settings).toEqual({
    ...{ method: 'jaccard-simclr', temperatureN: 0.3, symmetric: true, optimizer: 'lars' },
    ...{ weights: [1, 0, 0], cropScale: [0.2, 1], accumulate: 4, temperature: 0.5 },
  });
});

test('an unknown preset is refused with those that there are', () => {
  expect(() => parsed('--preset', 'large')).toThrow(
    /argument 'large' is invalid. Allowed choices are original, small-data/,
  );
});
