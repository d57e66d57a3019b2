import { describeNote, remediedNote } from './describe-note.js';

const flagOf = (name: string) => `--${name}`;

test('a note names settings in the words of its reader; braces in file names stay', () => {
  const { notes, noteRemedies } = remediedNote(
    '{labels}.csv may hold labels',
    'pass it as {labels}',
  );
  const [note = ''] = notes;
  expect(note).toBe('{labels}.csv may hold labels; pass it as labels');
  expect(describeNote(note, { noteRemedies }, flagOf)).toBe(
    '{labels}.csv may hold labels; pass it as --labels',
  );
});

test('other notes stay', () => {
  const { noteRemedies } = remediedNote('a', 'use {b}');
  expect(describeNote('a', { noteRemedies }, flagOf)).toBe('a');
  expect(describeNote('toString', { noteRemedies }, flagOf)).toBe('toString');
  expect(describeNote('a; use b', {}, flagOf)).toBe('a; use b');
  expect(describeNote('a', { noteRemedies: { a: 'another {b}' } }, flagOf)).toBe('a');
});
