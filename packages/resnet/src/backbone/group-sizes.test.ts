import { groupSizes } from './group-sizes.js';

// torch 2.9.1: [len(part) for part in torch.arange(rows).chunk(groups)], with zeros for those that are missing
test.each([
  [256, 3, [86, 86, 84]],
  [256, 4, [64, 64, 64, 64]],
  [10, 4, [3, 3, 3, 1]],
  [9, 4, [3, 3, 3, 0]],
  [5, 1, [5]],
])('%d images in %d groups, as PyTorch scatters them', (rows, groups, sizes) => {
  expect(groupSizes(rows, groups)).toEqual(sizes);
});
