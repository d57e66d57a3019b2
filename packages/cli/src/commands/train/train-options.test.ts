import { writeFileSync } from 'node:fs';

import { Command } from 'commander';

import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { addTrainOptions, trainOptions } from './train-options.js';

useWorkplace();

function parsed(...argv: string[]) {
  const command = addTrainOptions(new Command().exitOverride());
  command.configureOutput({ writeErr: () => undefined });
  command.parse(argv, { from: 'user' });
  return trainOptions(command);
}

test('what is not typed is left to the preset', () => {
  expect(parsed()).toEqual({ settings: {} });
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

test('an unknown preset is refused with those that there are', async () => {
  expect(await jssl('train', 'no-such-data', '--preset', 'large')).toMatchObject({
    code: 2,
    notes: 'jssl: --preset must be one of original, original-code, small-data, got large',
  });
});

test('flags come before the settings file of --config, which comes before the preset', () => {
  writeFileSync('mine.yaml', 'preset: small-data\nm: 256\nmomentum: 0.9\n');
  expect(parsed('--config', 'mine.yaml', '--m', '128')).toEqual({
    settings: { m: 128, momentum: 0.9 },
    preset: 'small-data',
  });
  expect(parsed('--config', 'mine.yaml', '--preset', 'original').preset).toBe('original');
});

test('jssl init writes a settings file, once, which --config takes', async () => {
  const { code, out, notes } = await jssl('init');
  expect({ code, out, notes }).toEqual({
    code: 0,
    out: 'jssl.yaml',
    notes: 'use it with: jssl train DATA --config jssl.yaml',
  });
  expect(parsed('--config', 'jssl.yaml')).toEqual({ settings: {} });
  expect(await jssl('init')).toMatchObject({
    code: 2,
    notes:
      'jssl: --out must be a new file, got jssl.yaml, which exists; choose another, or set --force to replace it',
  });
  expect(await jssl('init', '--force')).toMatchObject({ code: 0 });
});

test('a setting that there is not is named with its line, before anything is opened', async () => {
  writeFileSync('mine.yaml', 'epochs: 2\nbatch: 8\n');
  expect(await jssl('train', 'no-such-data', '--config', 'mine.yaml')).toMatchObject({
    code: 2,
    notes: 'jssl: mine.yaml, line 2: there is no setting batch; did you mean batchSize?',
  });
});
