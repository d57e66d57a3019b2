import type { ExploredImages } from './explored-images.js';

/**
 * Some of the images, with new indices.
 * @param kept the indices of the images [M].
 * @param skipped images that were left out, in addition.
 */
export function someImages(
  images: ExploredImages,
  kept: Int32Array,
  skipped: ExploredImages['skipped'],
): ExploredImages {
  if (kept.length === images.length) return images;
  const at = (index: number) => kept[index] ?? -1;
  return {
    ...images,
    length: kept.length,
    skipped: [...images.skipped, ...skipped],
    fields: images.fields.map((field) => ({
      ...field,
      codes: Int32Array.from(kept, (index) => field.codes[index] ?? -1),
    })),
    nameOf: (index) => images.nameOf(at(index)),
    stampOf: (index) => images.stampOf(at(index)),
    contentOf: (index) => images.contentOf(at(index)),
    fileOf: (index) => images.fileOf(at(index)),
    read: (index, side) => images.read(at(index), side),
    draw: (index, side) => images.draw(at(index), side),
  };
}
