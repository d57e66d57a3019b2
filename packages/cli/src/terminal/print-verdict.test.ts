import type { Verdict } from '@jssl/report';

import { plain } from '../fixtures/screens.js';
import { printVerdict } from './print-verdict.js';

const verdict = {
  ...{
    outcome: 'worse',
    against: 'raw pixels',
    difference: -0.1,
    interval: { low: -0.2, high: 0 },
  },
  ...{ remedy: 'epochs', sentence: 'do not use it; more epochs would help most.' },
  template: 'do not use it; more {epochs} would help most.',
} satisfies Verdict;

test.each([
  [Infinity, ['', 'do not use it; more --epochs would help most.']],
  [20, ['', 'do not use it; more', '--epochs would help', 'most.']],
])('a verdict on %s columns names flags', (columns, expected) => {
  const lines: string[] = [];
  const out = (line: string) => lines.push(line);
  const screens = { out: plain(columns), note: plain(columns) };
  printVerdict({ out, note: out, status: undefined, screens }, verdict);
  expect(lines).toEqual(expected);
});
