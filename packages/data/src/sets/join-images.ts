import type { ImageSet } from '../dataset/dataset.js';

/**
 * Concatenates image sets without copying pixels. The result has labels if all sets have them, and each
 * attribute that all sets have.
 * @param sets of images of one shape.
 * @example
 * ```ts
 * import { joinImages, openDataset } from '@jssl/data';
 *
 * const { train } = await openDataset('photos');
 * const twice = joinImages([train, train]);
 * console.log(twice.length, twice.name(18) === train.name(0)); // 36 true
 * ```
 */
export function joinImages(sets: readonly ImageSet[]): ImageSet {
  const length = sets.reduce((sum, set) => sum + set.length, 0);
  const locate = (index: number) => {
    let place = index;
    for (const [at, set] of sets.entries()) {
      if (place < set.length) return { at, set, place };
      place -= set.length;
    }
    throw new RangeError(`joinImages: index must be below ${length}, got ${index}`);
  };
  /** The requested images of each set: their rows in the batch, and their indices in the set. */
  const partsOf = (indices: ArrayLike<number>) => {
    const located = Array.from(indices, locate);
    return sets.flatMap((set, which) => {
      const rows = [...located.keys()].filter((row) => located[row]?.at === which);
      const places = rows.map((row) => located[row]?.place ?? NaN);
      return rows.length > 0 ? [{ set, rows, places }] : [];
    });
  };
  const labels = sets.flatMap((set) => set.labels ?? []);
  const names = Object.keys(sets[0]?.attributes ?? {});
  const shared = names.filter((name) => sets.every(({ attributes }) => attributes?.[name]));
  const attributes = shared.map((name) => [
    name,
    sets.flatMap((set) => set.attributes?.[name] ?? []),
  ]);
  return {
    length,
    ...(labels.length > 0 &&
      labels.length === sets.length && {
        labels: Int32Array.from(labels.flatMap((part) => Array.from(part))),
      }),
    ...(shared.length > 0 && {
      attributes: Object.fromEntries(attributes) as NonNullable<ImageSet['attributes']>,
    }),
    name: (index) => {
      const { set, place } = locate(index);
      return set.name(place);
    },
    read: (indices) => {
      const parts = partsOf(indices).map(({ set, rows, places }) => ({
        rows,
        pixels: set.read(places),
      }));
      const bytes = parts.reduce((sum, { pixels }) => sum + pixels.length, 0);
      const [joined, size] = [new Uint8Array(bytes), bytes / indices.length];
      for (const { rows, pixels } of parts) {
        rows.forEach((row, at) => {
          joined.set(pixels.subarray(at * size, (at + 1) * size), row * size);
        });
      }
      return joined;
    },
    ...(sets.some(({ prefetch }) => prefetch) && {
      prefetch: (indices: ArrayLike<number>) => {
        for (const { set, places } of partsOf(indices)) set.prefetch?.(places);
      },
    }),
  };
}
