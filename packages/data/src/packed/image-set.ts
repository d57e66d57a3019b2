import type { ImageSet } from '../dataset/dataset.js';
import type { PackedFile } from './open-packed-file.js';

/** Each list from `start` to `end` − 1. */
function slice(
  lists: Readonly<Record<string, readonly string[]>>,
  start: number,
  end: number,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, list.slice(start, end)]),
  );
}

/** The images `start` to `end` − 1 of a packed file as a set. */
export function createImageSet(
  { header, readRows, prefetchRows }: PackedFile,
  start: number,
  end: number,
): ImageSet {
  const length = end - start;
  const rowOf = (caller: string, index: number): number => {
    if (Number.isInteger(index) && index >= 0 && index < length) return start + index;
    throw new RangeError(
      `${caller}: an index must be a whole number from 0 to ${length - 1}, got ${index}`,
    );
  };
  const rowsOf = (caller: string, indices: ArrayLike<number>) =>
    Float64Array.from(indices, (index) => rowOf(caller, index));
  return {
    length,
    ...(header.labels ? { labels: Int32Array.from(header.labels.slice(start, end)) } : {}),
    ...(header.attributes && { attributes: slice(header.attributes, start, end) }),
    name: (index) => header.names[rowOf('name', index)] ?? '',
    read: (indices) => readRows(rowsOf('read', indices)),
    ...(prefetchRows && {
      prefetch: (indices) => {
        prefetchRows(rowsOf('prefetch', indices));
      },
    }),
  };
}
