import { checkRows, csvOfRows } from './check-rows.js';

const first = { split: 'train', index: 0, name: '=1+1.png', label: 'cat' } as const;
const second = { split: 'test', index: 1, name: 'b,c.png', label: 'dog' } as const;
const pair = { first, second, changes: ['mirrored', 'resized'], similarity: 0.98 } as const;
const duplicates = {
  pairs: [pair, { ...pair, second: first, first: { ...first, name: '@a' } }],
  groups: [],
  withinTrain: 0,
  acrossSplits: [],
  acrossLabels: [],
  capped: 0,
};
const problem = { ...first, problem: 'dark', value: 40, reason: 'too dark' } as const;
const skipped = [{ path: 'x.png', reason: 'damaged' }];
const rows = checkRows({ duplicates, problems: [problem], skipped });

test('copies, problems and files that were left out become rows', () => {
  expect(rows).toEqual([
    {
      file: 'b,c.png',
      split: 'test',
      label: 'dog',
      problem: 'copy across splits and labels',
      kind: 'mirrored, resized',
      score: 0.98,
      other: '=1+1.png',
      otherSplit: 'train',
      otherLabel: 'cat',
    },
    expect.objectContaining({ file: '=1+1.png', problem: 'copy', other: '@a' }),
    {
      file: '=1+1.png',
      split: 'train',
      label: 'cat',
      problem: 'dark',
      kind: 'too dark',
      score: 40,
    },
    { file: 'x.png', split: '', label: '', problem: 'skipped', kind: 'damaged' },
  ]);
});

test('a cell that a spreadsheet would run is escaped', () => {
  expect(csvOfRows(rows).split('\r\n')).toEqual([
    'file,split,label,problem,kind,score,other file,other split,other label',
    `"b,c.png",test,dog,copy across splits and labels,"mirrored, resized",0.98,'=1+1.png,train,cat`,
    `'=1+1.png,train,cat,copy,"mirrored, resized",0.98,'@a,train,cat`,
    `'=1+1.png,train,cat,dark,too dark,40,,,`,
    'x.png,,,skipped,damaged,,,,',
    '',
  ]);
});
