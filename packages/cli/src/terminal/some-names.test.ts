import { someNames } from './some-names.js';

test('the first names, and the number of the others', () => {
  expect(someNames(['a', 'b\n'])).toBe('a, b\\u000a');
  expect(someNames(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
});
