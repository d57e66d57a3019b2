import { csvLine } from './csv-line.js';

test('numbers are numbers, plain text is plain', () => {
  expect(csvLine([-1.5, 1e-7, 'cat/0.png', 'naïve 犬', ''])).toBe(
    '-1.5,1e-7,cat/0.png,naïve 犬,\r\n',
  );
});

test.each([
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
  ['a;=1+1', '"a;=1+1"'],
])('%j is quoted', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1.5', "'-1.5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t=1"'],
  ['\tone', '"\'\tone"'],
  ['\rone', '"\'\rone"'],
  [' =1', "' =1"],
  ['"=1"', '"\'""=1"""'],
  ["'=1", "''=1"],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠a', "'＠a"],
  ['\u200b=1', "'\u200b=1"],
  ['\0=1', "'\0=1"],
  ['=HYPERLINK("http://a","b")', '"\'=HYPERLINK(""http://a"",""b"")"'],
])('%j, which a spreadsheet would run, gets an apostrophe', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test.each(['a=b', '1-2', "it's", "'quoted'", ' spaced', '_@a'])('%j stays', (text) => {
  expect(csvLine([text])).toBe(`${text}\r\n`);
});
