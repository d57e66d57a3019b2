import { leastGroup } from './least-group.js';

test.each([
  // 86, 86 and 84.
  [256, 3, 84],
  [256, 4, 64],
  [5, 1, 5],
  // 3, 3, 3 and 1.
  [10, 4, 1],
  // 2, 2 and none.
  [4, 3, 0],
])('of %d images in %d groups the last has %d', (images, groups, least) => {
  expect(leastGroup(images, groups)).toBe(least);
});
