import { acceptUnderscores } from '../arguments/argument-spelling.js';
import { colored, plain } from '../fixtures/screens.js';
import { bar, createProgress, duration } from './progress.js';
import { percent, table } from './table.js';

test('durations as people say them', () => {
  expect([0, 45, 185, 7620, 360_000].map(duration)).toEqual([
    '0s',
    '45s',
    '3m 05s',
    '2h 07m',
    '4d 04h',
  ]);
});

test('a bar of 24 cells', () => {
  expect(bar(0.5)).toBe(`[${'#'.repeat(12)}${'.'.repeat(12)}]`);
  expect(bar(2)).toBe(`[${'#'.repeat(24)}]`);
});

test('without a terminal, a plain line now and then', () => {
  const notes: string[] = [];
  let now = 0;
  const terminal = { out: () => 0, note: (line: string) => notes.push(line), status: undefined };
  const show = createProgress(terminal, () => now);
  show(0.1, 'at once');
  now = 14_999;
  show(0.2, 'too soon');
  now = 15_000;
  show(0.305, 'first');
  now = 29_999;
  show(0.4, 'too soon');
  now = 30_000;
  show(0.5, 'second');
  expect(notes).toEqual([' 30 % first', ' 50 % second']);
});

test('with a terminal, a bar at once and ten times a second', () => {
  const shown: (string | undefined)[] = [];
  let now = 0;
  const status = (line: string | undefined) => shown.push(line);
  const show = createProgress({ out: () => 0, note: () => 0, status }, () => now);
  show(0, 'at once');
  now = 99;
  show(0.25, 'too soon');
  now = 100;
  show(0.5, 'second');
  expect(shown).toEqual([`${bar(0)} at once`, `${bar(0.5)} second`]);
});

test.each([
  [60, `${bar(0.5, 12)} epoch 3/500  loss 7.1234  2h 07m left`],
  [80, `${bar(0.5)} epoch 3/500  loss 7.1234  2h 07m left  step 10/390`],
  [120, `${bar(0.5)} epoch 3/500  loss 7.1234  2h 07m left  step 10/390  350 images/s  data 1 %`],
])('a terminal of %d columns shows as much as stands on its line', (columns, line) => {
  const shown: (string | undefined)[] = [];
  const screens = { out: plain(columns), note: colored(columns) };
  const status = (text: string | undefined) => shown.push(text);
  const show = createProgress({ out: () => 0, note: () => 0, status, screens }, () => 0);
  const more = ['step 10/390', '350 images/s', 'data 1 %'];
  show(0.5, 'epoch 3/500', 'loss 7.1234', '2h 07m left', ...more);
  expect(shown).toEqual([line]);
  expect(line.length).toBeLessThan(columns);
});

test('the original’s spellings of flags, never of values', () => {
  expect(acceptUnderscores(['--batch_size', 'a_b', '--model_path=my_run', '--', '--x_y'])).toEqual([
    '--batch-size',
    'a_b',
    '--model-path=my_run',
    '--',
    '--x_y',
  ]);
});

test('a table aligns its columns', () => {
  expect(
    table(
      ['name', 'top-1'],
      [
        ['pixels', percent(0.8)],
        ['x', percent(undefined)],
      ],
    ),
  ).toEqual(['name      top-1', '------  -------', 'pixels  80.00 %', 'x             -']);
});
