import { shellWord } from './shell-word.js';

test.each([
  ['photos/a-1.jpg', 'photos/a-1.jpg'],
  ['--seeds=3', '--seeds=3'],
  ['my photos', "'my photos'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(touch a)', "'$(touch a)'"],
  ['a\nb', "'a\nb'"],
  ['~', "'~'"],
  ['', "''"],
])('%j is %s', (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});
