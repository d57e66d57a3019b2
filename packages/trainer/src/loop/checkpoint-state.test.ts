import { CheckpointError } from '../run/checkpoint-file.js';
import { defaultTrainConfig } from '../settings/train-settings.js';
import { checkpointState, orDamaged } from './checkpoint-state.js';
import { checkSteps } from './parse-state.js';
import { beginEpoch } from './run-progress.js';

const position = { 'method/pointer': 8, 'method/realKeys': 8 };
const state = {
  ...{ format: 'jssl-run-2', fingerprint: 'f00d' },
  config: JSON.parse(JSON.stringify({ ...defaultTrainConfig, m: 16, batchSize: 8 })) as object,
  progress: { ...beginEpoch(1, []), step: 1 },
  numbers: { optimizerSteps: 1, ...position },
};
const read = (change: object) => checkpointState('runs/a/state-7', { ...state, ...change });
const damaged = (text: string) => `runs/a/state-7 is damaged: ${text}; use another copy of the run`;

test('what a run writes is read as it was', () => {
  const { config, ...others } = read({});
  expect(config).toMatchObject({ m: 16, batchSize: 8, arch: 'resnet50' });
  expect(others).toEqual({
    ...{ fingerprint: 'f00d', progress: state.progress, numbers: state.numbers },
  });
  const full = { 'method/pointer': 3, 'method/realKeys': 16, optimizerSteps: 1 };
  expect(read({ numbers: full }).numbers).toEqual(full);
});

test.each([
  ['jssl-run-1', 'jssl-run-1'],
  ['a\u202eb', String.raw`a\u202eb`],
  [undefined, 'a format of undefined'],
  [[[]], 'a format of object'],
])('the format %j is of another version', (format, got) => {
  expect(() => read({ format })).toThrow(
    `runs/a/state-7 cannot be resumed by this version: its format must be jssl-run-2, got ${got}; use the version that wrote it`,
  );
});

test.each<[object, string]>([
  [{ fingerprint: 7 }, 'fingerprint must be text, got 7'],
  [{ config: null }, 'config must be an object, got null'],
  [
    { config: { ...state.config, width: 1.5 } },
    'width must be a whole number of channels, at least 1, got 1.5',
  ],
  [
    { config: { ...state.config, batchSize: '8' } },
    'batchSize must be a whole number of images, at least 2, got 8',
  ],
  [
    { config: { ...state.config, m: 4 } },
    'm must be at least batchSize, got 4 negatives and batches of 8; raise m or lower batchSize',
  ],
  [
    { progress: { ...state.progress, epoch: 1e9 } },
    'progress.epoch must be a whole number from 1 to 501, got 1000000000',
  ],
  [{ numbers: [] }, 'numbers must be an object, got a list'],
  [
    { numbers: { ...state.numbers, optimizerSteps: '1' } },
    'numbers.optimizerSteps must be a number, got "1"',
  ],
  [
    { numbers: { optimizerSteps: 1 } },
    'numbers.method/realKeys must be a whole number from 0 to 16, got nothing',
  ],
  [
    { numbers: { ...position, 'method/realKeys': 17 } },
    'numbers.method/realKeys must be a whole number from 0 to 16, got 17',
  ],
  [{ numbers: { ...position, 'method/pointer': 9 } }, 'numbers.method/pointer must be 8, got 9'],
  [
    { numbers: { 'method/pointer': 16, 'method/realKeys': 16 } },
    'numbers.method/pointer must be a whole number from 0 to 15, got 16',
  ],
])('%j is refused', (change, message) => {
  const act = () => read(change);
  expect(act).toThrow(CheckpointError);
  expect(act).toThrow(damaged(message));
});

test.each([
  [
    { progress: { ...state.progress, step: 1e9 } },
    'progress.step must be a whole number from 0 to 5, got 1000000000',
  ],
  [{ progress: { ...state.progress, step: 2 } }, 'numbers.optimizerSteps must be 2, got 1'],
  [{ numbers: position }, 'numbers.optimizerSteps must be 1, got nothing'],
])('steps %j that were not made are refused', (change, message) => {
  expect(() => {
    checkSteps(read({}), 5);
  }).not.toThrow();
  expect(() => {
    orDamaged('runs/a/state-7', () => {
      checkSteps(read(change), 5);
    });
  }).toThrow(damaged(message));
});
