import { plain } from '../fixtures/screens.js';
import { announceFile, noteFile } from './announce-file.js';

function linesOf(write: typeof announceFile, columns: number): string[] {
  const lines: string[] = [];
  const screens = { out: plain(columns), note: plain(columns) };
  const add = (stream: string) => (line: string) => lines.push(`${stream}: ${line}`);
  write({ out: add('out'), note: add('note'), status: undefined, screens }, 'runs/a\n');
  return lines;
}

test('a result is a sentence on a terminal and a path for scripts, another file is a note', () => {
  expect(linesOf(announceFile, 80)).toEqual(['out: wrote runs/a\\u000a']);
  expect(linesOf(announceFile, Infinity)).toEqual(['out: runs/a\n']);
  expect(linesOf(noteFile, Infinity)).toEqual(['note: wrote runs/a\\u000a']);
});
