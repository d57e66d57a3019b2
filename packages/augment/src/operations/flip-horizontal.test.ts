import { expectPixels, imageBatch } from '../fixtures/image-batches.js';
import { flipHorizontal } from './flip-horizontal.js';

test('reverses the columns', () => {
  const batch = imageBatch([2, 3, 5, 3], 1);
  expectPixels(
    flipHorizontal(batch.tensor()),
    batch.shape,
    (n, y, x, c) => batch.at(n, y, 4 - x, c),
    0,
  );
});
