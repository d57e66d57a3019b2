// cspell:ignore mblink
import { colored, plain } from '../fixtures/screens.js';
import type { Terminal } from './terminal.js';
import { visibleTerminal } from './visible-terminal.js';

function written(screens?: Terminal['screens']) {
  const lines: (string | undefined)[] = [];
  const push = (line: string | undefined) => {
    lines.push(line);
  };
  const terminal = { out: push, note: push, status: push, ...(screens && { screens }) };
  return { lines, terminal: visibleTerminal(terminal) };
}

const nasty = 'a\nb\u001b[2J\u009b1m\u007f\u202e\u2028';
const shown = String.raw`a\u000ab\u001b[2J\u009b1m\u007f\u202e\u2028`;

test.each([undefined, { out: plain(80), note: plain(80) }])(
  'results, notes and the status line show every character: %j',
  (screens) => {
    const { lines, terminal } = written(screens);
    terminal.out(nasty);
    terminal.note(nasty);
    terminal.status?.(nasty);
    terminal.status?.(undefined);
    terminal.out('\u001b[31mred\u001b[39m');
    expect(lines).toEqual([shown, shown, shown, undefined, String.raw`\u001b[31mred\u001b[39m`]);
  },
);

test('colors stay on a screen that has them', () => {
  const screens = { out: colored(80), note: colored(80) };
  const { lines, terminal } = written(screens);
  terminal.out(screens.out.paint('red', nasty));
  terminal.out('\u001b[5mblink');
  expect(lines).toEqual([`\u001b[31m${shown}\u001b[39m`, String.raw`\u001b[5mblink`]);
});

test('a terminal without a status line has none', () => {
  const terminal = { out: () => undefined, note: () => undefined, status: undefined };
  expect(visibleTerminal(terminal).status).toBeUndefined();
});
