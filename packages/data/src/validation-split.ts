import type { Dataset, ImageSet } from './dataset.js';
import { holdOut } from './hold-out.js';

/** The images of a set at some of its places, in that order; no pixels are copied. */
function selectImages(set: ImageSet, places: readonly number[]): ImageSet {
  const { labels, attributes } = set;
  const at = (index: number) => places[index] ?? NaN;
  const select = (list: readonly string[]) => places.map((place) => list[place] ?? '');
  return {
    length: places.length,
    ...(labels && { labels: Int32Array.from(places, (place) => labels[place] ?? 0) }),
    ...(attributes && {
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, list]) => [name, select(list)]),
      ),
    }),
    names: (index) => set.names(at(index)),
    read: (indices) => set.read(Float64Array.from(indices, at)),
  };
}

/**
 * Training images and labelled images to choose by (an epoch, a setting) that are not those of `test`:
 * the data set's own validation images, else a share of each class of its training images, drawn with
 * `seed`; at least one, but never all of a class. Without labels, or with one image a class, all images
 * are for training.
 * @param options.share of each class, above 0 and below 1.
 * @throws RangeError if the share is out of range.
 * @example
 * ```ts
 * import { openDataset, validationSplit } from '@jssl/data';
 *
 * const photos = await openDataset('photos', { cacheFolder: 'cache' });
 * const { train, validation } = validationSplit(photos, { share: 0.2, seed: 1 });
 * console.log(photos.train.length, train.length, validation?.length); // 18 14 4
 * ```
 */
export function validationSplit(
  { train, validation }: Pick<Dataset, 'train' | 'validation'>,
  { share = 0.1, seed = 0 }: { readonly share?: number; readonly seed?: number } = {},
): { train: ImageSet; validation?: ImageSet } {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(`validationSplit: share must be above 0 and below 1, got ${share}`);
  }
  const { labels } = train;
  if (validation) return { train, validation };
  if (!labels) return { train };
  const parts = holdOut([...labels.keys()], (place) => labels[place] ?? 0, seed, share);
  if (parts.test.length === 0) return { train };
  return {
    train: selectImages(train, parts.train),
    validation: selectImages(train, parts.test),
  };
}
