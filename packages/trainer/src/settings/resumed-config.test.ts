import { changeNotes, resumedConfig } from './resumed-config.js';
import { defaultTrainConfig as config, type TrainConfig } from './train-settings.js';

const recorded = { ...config } as unknown as Readonly<Record<string, unknown>>;

test('allowed changes apply; repeating a setting is no change', () => {
  const changes = {
    epochs: 600,
    accumulate: 2,
    precision: 'bf16',
    method: 'jaccard-moco',
  } as const;
  expect(resumedConfig(recorded, changes)).toEqual({ ...config, ...changes });
});

test.each<[string, Partial<TrainConfig>, string, string]>([
  ['method', { method: 'moco' }, 'jaccard-moco', 'moco'],
  ['optimizer', { optimizer: 'sgd' }, 'adam', 'sgd'],
  ['schedule', { schedule: 'cosine' }, 'constant', 'cosine'],
  ['temperatureN', { temperatureN: 0.2 }, 'unset', '0.2'],
  ['symmetric', { symmetric: true }, 'false', 'true'],
])('%s stays as it was', (setting, change, was, got) => {
  expect(() => resumedConfig(recorded, change)).toThrow(
    `${setting} must be ${was}, as when the run started, got ${got}; leave it out, or start a new run from its weights with initFrom`,
  );
});

test('no notes without changes', () => {
  const now = { config, precision: 'f32', convolution: 'direct' };
  expect(changeNotes(now, now)).toEqual([]);
  // Before there was a choice, convolutions were direct.
  expect(changeNotes({ config, precision: 'f32' }, now)).toEqual([]);
  // More epochs at a constant rate are only more.
  const longer = { ...config, epochs: 900 };
  expect(changeNotes({ config }, { ...now, config: longer })).toEqual([]);
});

test('another precision, other convolutions, other parts of a batch and another end of a cosine are noted', () => {
  const before = { ...config, schedule: 'cosine', epochs: 100 } as const;
  const now = { ...before, epochs: 200, accumulate: 4 };
  expect(
    changeNotes(
      { config: before, precision: 'f32', convolution: 'winograd V1' },
      { config: now, precision: 'bf16', convolution: 'direct' },
    ),
  ).toEqual([
    'the run resumes in bf16 but was trained in f32 before: results will match neither precision',
    'convolutions are now computed by direct instead of winograd V1: results differ in their last digits from those of a run that was not resumed',
    'batches are now computed in 4 parts instead of 1: batch-norm groups and the negatives of SimCLR change',
    'the cosine schedule now ends after 200 epochs instead of 100: from here on the learning rate follows the new length',
  ]);
});

test('a fixed setting that was changed in config.json is noted, since it has no effect', () => {
  const now = { config, precision: 'f32', convolution: 'direct' };
  const written = { ...config, lr: 0.5, method: 'moco', epochs: 7 } as const;
  expect(changeNotes({ config: written }, now)).toEqual([
    'config.json says method "moco", but the run continues with "jaccard-moco", as it started: a run keeps this setting; start a new run for another',
    `config.json says lr 0.5, but the run continues with ${config.lr}, as it started: a run keeps this setting; start a new run for another`,
  ]);
});
