import type { ImageSet } from '../dataset/dataset.js';
import { selectImages } from './select-images.js';

/**
 * The images of a set that have a class. Those without one (label −1) are left out; the set itself is
 * returned if there are none.
 * @example
 * ```ts
 * import { labeledOnly, openDataset } from '@jssl/data';
 *
 * const { train } = await openDataset('photos');
 * console.log(labeledOnly(train) === train); // true
 * ```
 */
export function labeledOnly(set: ImageSet): ImageSet {
  const { labels } = set;
  if (!labels?.includes(-1)) return set;
  return selectImages(
    set,
    Int32Array.from(labels.keys()).filter((index) => labels[index] !== -1),
  );
}
