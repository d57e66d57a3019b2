import { stripVTControlCharacters } from 'node:util';

import { colored, plain } from '../fixtures/screens.js';
import { columnsOf } from './screen.js';
import { percent, table } from './table.js';

const header = ['kNN, test images', 'top-1', 'top-5'];
const rows = [
  ['trained encoder with a name that is longer than some terminals are wide', '70.10 %', '95.00 %'],
  ['猫', percent(0.8), percent(undefined)],
];

test.each([60, 80, 120])('a table at %d columns, with colors and without', (columns) => {
  const lines = table(header, rows, plain(columns));
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  // Numbers are never cut, and end below each other.
  expect(lines[2]).toMatch(/ {2}70\.10 % {2}95\.00 %$/);
  expect(lines[3]).toMatch(/^猫 +80\.00 % +-$/);
  expect(columnsOf(lines[3] ?? '')).toBe(columnsOf(lines[2] ?? ''));
  expect(lines[2]?.includes('…')).toBe(columns < 90);
  const colors = table(header, rows, colored(columns));
  expect(colors.map(stripVTControlCharacters)).toEqual(lines);
  expect(colors[0]).toBe(`\u001b[1m${lines[0] ?? ''}\u001b[22m`);
  expect(colors[1]).toBe(`\u001b[2m${lines[1] ?? ''}\u001b[22m`);
  expect(colors.slice(2)).toEqual(lines.slice(2));
});

test('where numbers leave no room a name keeps some', () => {
  const wide = [['a long name indeed', ...Array<string>(12).fill('100.00 %')]];
  const [, rule, line] = table(['name', ...Array<string>(12).fill('')], wide, plain(60));
  expect(line).toMatch(/^a long name… {2}100\.00 %/);
  expect(rule).toMatch(/^-{12} {2}-{8} /);
});
