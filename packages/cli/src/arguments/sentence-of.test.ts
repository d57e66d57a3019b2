import { DataError } from '@jssl/data';
import { InputError, SettingError } from '@jssl/settings';

import { sentenceOf } from './sentence-of.js';

test('settings are named as flags, and the function that threw is left out', () => {
  const remedy = 'set {format} to unlabeled';
  expect(sentenceOf(new DataError('openDataset: a has no images', { remedy }))).toBe(
    'a has no images; set --format to unlabeled',
  );
  const required = 'at most {batchSize}';
  expect(sentenceOf(new SettingError({ setting: 'm', required, got: 3 }))).toBe(
    '--m must be at most --batch-size, got 3',
  );
  expect(sentenceOf(new RangeError('readRow: no row 3'))).toBe('no row 3');
  expect(sentenceOf('stopped')).toBe('stopped');
  const missing = new InputError('no images', { remedy: 'pass a folder as {data}' });
  expect(sentenceOf(missing)).toBe('no images; pass a folder as DATA');
  expect(sentenceOf(missing, { hasDataFlag: true })).toBe('no images; pass a folder as --data');
});
