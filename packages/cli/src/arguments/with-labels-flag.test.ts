import { labelTablesNote } from '@jssl/data';

import { withLabelsFlag } from './with-labels-flag.js';

test('the note about tables of labels names the flag, others stay', () => {
  const labelTables = ['train/{labels}.csv'];
  expect(withLabelsFlag(labelTablesNote(labelTables), { labelTables })).toBe(
    'train/{labels}.csv may hold labels; to use one, pass --labels FILE',
  );
  expect(withLabelsFlag('labels', { labelTables })).toBe('labels');
  expect(withLabelsFlag('labels', {})).toBe('labels');
});
