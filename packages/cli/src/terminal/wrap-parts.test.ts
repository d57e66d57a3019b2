import { fitParts, wrapParts } from './wrap-parts.js';

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

test('parts go on in another line where one more would be too long', () => {
  expect(wrapParts(['1234', '678', 'abcd'], 9, ' ')).toEqual(['1234  678', ' abcd']);
  expect(wrapParts(['1234', '678', 'abcd'], 8, ' ')).toEqual(['1234', ' 678', ' abcd']);
  expect(wrapParts(['1234', '678', 'abcd'], Infinity, ' ')).toEqual(['1234  678  abcd']);
  expect(wrapParts([], 9, ' ')).toEqual([]);
});

test('colors take no room, and a part that is too long is left whole', () => {
  expect(wrapParts([red('1234'), red('678')], 9, ' ')).toEqual([`${red('1234')}  ${red('678')}`]);
  expect(wrapParts(['a', '123456789'], 5, ' ')).toEqual(['a', ' 123456789']);
});

test('of parts for one line, the first stay', () => {
  expect(fitParts(['1234', '678', 'a'], 9)).toBe('1234  678');
  // Not the third in place of the second: what is shown does not jump.
  expect(fitParts(['1234', '678', 'a'], 8)).toBe('1234');
  expect(fitParts(['1234'], 2)).toBe('1234');
  expect(fitParts([], 2)).toBe('');
});
