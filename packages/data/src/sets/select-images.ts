import type { ImageSet } from '../dataset/dataset.js';

/**
 * Selects the images of `set` at `indices`, in that order, without copying pixels.
 * @example
 * ```ts
 * import { openDataset, selectImages } from '@jssl/data';
 *
 * const { train } = await openDataset('photos');
 * const two = selectImages(train, Int32Array.of(5, 0));
 * console.log(two.length, two.name(1) === train.name(0)); // 2 true
 * ```
 */
export function selectImages(set: ImageSet, indices: Int32Array): ImageSet {
  const at = (index: number) => {
    const source = indices[index];
    if (source === undefined) {
      throw new RangeError(`selectImages: index must be below ${indices.length}, got ${index}`);
    }
    return source;
  };
  const { attributes, prefetch } = set;
  return {
    length: indices.length,
    ...(set.labels && { labels: indices.map((index) => set.labels?.[index] ?? 0) }),
    name: (index) => set.name(at(index)),
    read: (chosen) => set.read(Int32Array.from(chosen, at)),
    ...(prefetch && {
      prefetch: (chosen: ArrayLike<number>) => {
        prefetch(Int32Array.from(chosen, at));
      },
    }),
    ...(attributes && { attributes: selectAttributes(attributes, indices) }),
  };
}

function selectAttributes(
  attributes: NonNullable<ImageSet['attributes']>,
  indices: Int32Array,
): NonNullable<ImageSet['attributes']> {
  const chosen = Object.entries(attributes).map(([name, values]) => [
    name,
    Array.from(indices, (index) => values[index]),
  ]);
  return Object.fromEntries(chosen) as NonNullable<ImageSet['attributes']>;
}
