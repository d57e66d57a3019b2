import type { Dataset } from './dataset.js';

/** Where each data set was opened. A copy of one, such as a subset, is not among them. */
const sources = new WeakMap<Dataset, string>();

/** Records where a data set was opened. */
export function recordSource(data: Dataset, source: string): Dataset {
  sources.set(data, source);
  return data;
}

/**
 * Where `openDataset` opened a data set: an absolute path or a known name, from which the same images can
 * be opened again, also in another size. Undefined for a data set that was opened with a `format`, for a
 * copy with other images, and for one that was made by hand.
 * @example
 * ```ts
 * import { openDataset, sourceOf } from '@jssl/data';
 *
 * const photos = await openDataset('photos');
 * console.log(sourceOf(photos)?.endsWith('photos'), sourceOf({ ...photos })); // true undefined
 * ```
 */
export function sourceOf(data: Dataset): string | undefined {
  return sources.get(data);
}
