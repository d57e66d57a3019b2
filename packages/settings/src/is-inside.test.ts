import { isInside } from './is-inside.js';

test.each([
  ['/photos', '/photos', true],
  ['/photos', '/photos/a/b', true],
  ['/photos', '/photos/..runs', true],
  ['/photos', '/photos2', false],
  ['/photos', '/', false],
  ['.', 'runs', true],
])('in %s, %s: %p', (folder, path, expected) => {
  expect(isInside(folder, path)).toBe(expected);
});
