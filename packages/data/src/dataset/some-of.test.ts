import { someOf } from './some-of.js';

test('a long list is cut, and its rest is counted', () => {
  expect(someOf(['a'])).toBe('a');
  expect(someOf(['a', 'b'], 2)).toBe('a, b');
  expect(someOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});
