import { printable } from './printable.js';

test('control characters of both ranges are escaped', () => {
  expect(printable('a\n\r\0\u001b[31m \u007f\u009b é🦜')).toBe(
    String.raw`a\u000a\u000d\u0000\u001b[31m \u007f\u009b é🦜`,
  );
});

test.each([
  ['a right-to-left override', 'gpj.\u202eexe', String.raw`gpj.\u202eexe`],
  ['isolates', '\u2066a\u2069', String.raw`\u2066a\u2069`],
  ['marks of direction', '\u200e\u200f\u061c', String.raw`\u200e\u200f\u061c`],
  ['separators of lines and paragraphs', 'a\u2028b\u2029', String.raw`a\u2028b\u2029`],
  ['what has no width', 'a\u200bb\u2060c\ufeffd\u00ade', String.raw`a\u200bb\u2060c\ufeffd\u00ade`],
  ['joiners behind ASCII or one another', 'a\u200db', String.raw`a\u200db`],
  ['many joiners', '\u200d\u200c', String.raw`\u200d\u200c`],
  ['halves of surrogate pairs', '\ud800a\udc00', String.raw`\ud800a\udc00`],
  ['tags', 'a\u{e0041}\u{e0001}', String.raw`a\udb40\udc41\udb40\udc01`],
])('%s are escaped', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});

test.each([
  ['letters with combining marks', 'e\u0301 a\u0308\u0323'],
  ['Persian with a joiner', 'می\u200cخواهم'],
  ['Hindi with a joiner', 'क्\u200dष'],
  ['Hebrew and Arabic', 'שלום مرحبا'],
  [
    'a family, a flag with tags',
    '👨\u200d👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ],
  ['a picture with a variation selector', '❤\ufe0f\u200d🔥'],
  ['wide spaces and punctuation', '　「犬」\u00a0…'],
])('%s stay', (_, text) => {
  expect(printable(text)).toBe(text);
});

test('JSON text stays the same JSON', () => {
  const value = { name: 'a\u007f\u0085\u202e\u2028\u{e0041}\ud800', 'k\u200b': 1 };
  const shown = printable(JSON.stringify(value));
  expect(shown).toMatch(/^[ -~]+$/);
  expect(JSON.parse(shown)).toEqual(value);
});
