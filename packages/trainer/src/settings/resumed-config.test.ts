import { InputError } from '@jssl/settings';

import { changeNotes, resumedConfig } from './resumed-config.js';
import { defaultTrainConfig as config, type TrainConfig } from './train-config.js';

const recorded = { ...config } as unknown as Readonly<Record<string, unknown>>;

test('what may change is taken, what was typed as it was is no change', () => {
  const changes = {
    epochs: 600,
    accumulate: 2,
    precision: 'bf16',
    method: 'jaccard-moco',
  } as const;
  expect(resumedConfig(recorded, changes)).toEqual({ ...config, ...changes });
});

test.each<[string, Partial<TrainConfig>, string, string]>([
  ['--method', { method: 'moco' }, 'jaccard-moco', 'moco'],
  ['--optimizer', { optimizer: 'sgd' }, 'adam', 'sgd'],
  ['--schedule', { schedule: 'cosine' }, 'constant', 'cosine'],
  ['--temperature-n', { temperatureN: 0.2 }, 'not set', '0.2'],
  ['--symmetric', { symmetric: true }, 'false', 'true'],
])('%s stays as it was', (flag, change, was, got) => {
  expect(() => resumedConfig(recorded, change)).toThrow(
    new InputError(
      `${flag} is ${was} in this run and stays so on --resume, got ${got}; leave it out, or begin another run from its weights with --init-from`,
    ),
  );
});

test('nothing is noted of a run that goes on as it was', () => {
  expect(changeNotes({ config, precision: 'f32' }, { config, precision: 'f32' })).toEqual([]);
  // More epochs at a constant rate are only more.
  const longer = { ...config, epochs: 900 };
  expect(changeNotes({ config }, { config: longer, precision: 'f32' })).toEqual([]);
});

test('another precision, other parts of a batch and another end of a cosine are noted', () => {
  const begun = { ...config, schedule: 'cosine', epochs: 100 } as const;
  const now = { ...begun, epochs: 200, accumulate: 4 };
  expect(
    changeNotes({ config: begun, precision: 'f32' }, { config: now, precision: 'bf16' }),
  ).toEqual([
    'the run goes on in bf16 and was in f32 before: its numbers are those of neither alone',
    'batches are taken in 4 parts from here on, in 1 before: batch norm has other groups, and SimCLR fewer strangers',
    'the cosine schedule ends after 200 epochs now, after 100 before: from here on the learning rate is that of the new length',
  ]);
});
