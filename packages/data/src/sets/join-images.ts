import type { ImageSet } from '../dataset/dataset.js';

/**
 * The images of several sets as one, in their order, without copying pixels; with labels if all have them.
 * @example
 * ```ts
 * import { openDataset, joinImages } from '@jssl/data';
 *
 * const { train } = await openDataset('photos');
 * const twice = joinImages([train, train]);
 * console.log(twice.length, twice.names(18) === train.names(0)); // 36 true
 * ```
 */
export function joinImages(sets: readonly ImageSet[]): ImageSet {
  const length = sets.reduce((sum, set) => sum + set.length, 0);
  /** The set of an image and its place there. */
  const locate = (index: number): readonly [set: ImageSet, place: number] => {
    let place = index;
    for (const set of sets) {
      if (place < set.length) return [set, place];
      place -= set.length;
    }
    throw new RangeError(`joinImages: index must be below ${length}, got ${index}`);
  };
  const labels = sets.flatMap((set) => (set.labels ? Array.from(set.labels) : []));
  return {
    length,
    ...(labels.length === length && length > 0 && { labels: Int32Array.from(labels) }),
    name: (index) => {
      const [set, place] = locate(index);
      return set.name(place);
    },
    read: (indices) => {
      const located = Array.from(indices, locate);
      const parts = sets.map((set) => {
        const rows = [...located.keys()].filter((row) => located[row]?.[0] === set);
        return { rows, pixels: set.read(rows.map((row) => located[row]?.[1] ?? NaN)) };
      });
      const bytes = parts.reduce((sum, { pixels }) => sum + pixels.length, 0);
      const [joined, size] = [new Uint8Array(bytes), bytes / located.length];
      for (const { rows, pixels } of parts) {
        rows.forEach((row, at) => {
          joined.set(pixels.subarray(at * size, (at + 1) * size), row * size);
        });
      }
      return joined;
    },
  };
}
