import { checkTrainingFiles, splitOfPath } from './split-of-path.js';

test.each([
  ['data/train-00000-of-00004.parquet', 'train'],
  ['default/test/0000.parquet', 'test'],
  ['val-000003.tar', 'validation'],
  ['validate-0.tar', 'validation'],
  ['development.parquet', 'validation'],
  ['TestData-0.parquet', 'test'],
  ['testSet-0.parquet', 'test'],
  ['tst_0.tar', 'test'],
  ['hold-out-00000-of-00001.parquet', 'test'],
  ['HELDOUT.PARQUET', 'test'],
  ['evaluation/0000.parquet', 'test'],
  ['eval2017-0.tar', 'test'],
  ['trainset-0.tar', 'train'],
])('%s is for %s', (path, split) => {
  expect(splitOfPath(path)).toBe(split);
});

test('the name of a file counts before those of folders, and an inner folder before an outer one', () => {
  expect(splitOfPath('train_data/test-0000.tar')).toBe('test');
  expect(splitOfPath('training/val/0000.parquet')).toBe('validation');
  expect(splitOfPath('test/birds/0000.parquet')).toBe('test');
});

test('a name of several splits says nothing', () => {
  expect(splitOfPath('train-and-test-0.tar')).toBe('train');
  expect(splitOfPath('val/train_test_mixed.parquet')).toBe('validation');
});

test.each(['birds-0.tar', 'contest-0.tar', 'latest.parquet', 'a/b/0000.parquet', 'attest/0.tar'])(
  '%s names no split and is for training',
  (path) => {
    expect(splitOfPath(path)).toBe('train');
  },
);

test('a folder of test files only is refused', () => {
  const named = (...paths: string[]) => paths.map((path) => ({ path }));
  expect(() => {
    checkTrainingFiles('/birds', named('test-0.tar', 'val-0.tar'));
  }).toThrow(
    'openDataset: /birds must have a file of training images, got only test-0.tar, val-0.tar; ' +
      'pass one of them to train on it',
  );
  expect(() => {
    checkTrainingFiles('/birds', named('test-0.tar', 'birds-0.tar'));
  }).not.toThrow();
});
