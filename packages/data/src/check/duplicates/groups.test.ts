import { Groups } from './groups.js';

test('joined numbers have the smallest of their group as root', () => {
  const groups = new Groups(6);
  groups.join(4, 2);
  groups.join(5, 4);
  groups.join(3, 1);
  expect([0, 1, 2, 3, 4, 5].map((one) => groups.rootOf(one))).toEqual([0, 1, 2, 1, 2, 2]);
  groups.join(5, 3);
  expect([2, 3, 4, 5].map((one) => groups.rootOf(one))).toEqual([1, 1, 1, 1]);
});
