import { unusedSplits } from './unused-splits.js';

test('images that cannot be tested on are counted', () => {
  expect(unusedSplits({ validation: 0, test: 0 })).toEqual([]);
  expect(unusedSplits({ validation: 0, test: 1 })).toEqual([
    'without classes, nothing is tested: 1 image in test not used',
  ]);
  expect(unusedSplits({ validation: 2, test: 3 })).toEqual([
    'without classes, nothing is tested: 2 images in validation and 3 images in test not used',
  ]);
});
