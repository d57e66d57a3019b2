import { isSideName, splitsAmong } from './split-names.js';

const found = (...names: string[]) => Object.fromEntries(splitsAmong(names));

test.each([
  ['train', 'train'],
  ['Training', 'train'],
  ['TRN', 'train'],
  ['trainset', 'train'],
  ['training_set', 'train'],
  ['train2017', 'train'],
  ['train-images', 'train'],
  ['TrainData', 'train'],
  ['trainval', 'train'],
  ['val', 'validation'],
  ['Valid', 'validation'],
  ['VALIDATION', 'validation'],
  ['dev', 'validation'],
  ['val_split', 'validation'],
  ['TEST', 'test'],
  ['Testing', 'test'],
  ['test1', 'test'],
  ['Final_Test', 'test'],
  ['eval', 'test'],
  ['hold-out', 'test'],
  ['held_out', 'test'],
  ['holdout', 'test'],
])('%s is a split', (name, split) => {
  expect(found(name)).toEqual({ [name]: split });
});

test.each([
  'cat',
  'trainer',
  'train_station',
  'test-tube',
  'invalid',
  'contest',
  'latest',
  'tests!x',
])('%s is not', (name) => {
  expect(found(name)).toEqual({});
});

test('names that say more are splits in pairs', () => {
  expect(found('seg_train', 'seg_test', 'seg_pred')).toEqual({
    seg_train: 'train',
    seg_test: 'test',
  });
  expect(found('test_tube', 'train_station')).toEqual({});
  expect(found('trainA', 'testA', 'trainB', 'testB')).toEqual({
    trainA: 'train',
    trainB: 'train',
    testA: 'test',
    testB: 'test',
  });
});

test('trainval beside train has the same images again', () => {
  expect(found('train', 'val', 'trainval')).toEqual({ train: 'train', val: 'validation' });
  expect(found('trainval', 'test')).toEqual({ trainval: 'train', test: 'test' });
});

test('what lies beside images', () => {
  expect(['Docs', 'results', '_annotations', 'cat'].map(isSideName)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
