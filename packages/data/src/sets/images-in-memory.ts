import type { ImageSet } from '../dataset/dataset.js';

/** Images of one size in memory. */
export interface MemoryImages {
  /** 8-bit pixels [N, H, W, C], which are not copied: don't change them. */
  readonly pixels: Uint8Array;
  /** H */
  readonly height: number;
  /** W */
  readonly width: number;
  /** C */
  readonly channels: number;
  /** The name of each image [N]. Default: its index. */
  readonly names?: readonly string[];
  /** The class of each image [N], from 0 to L − 1. */
  readonly labels?: Int32Array;
}

/**
 * A set of images whose pixels are in memory, such as those that a page decoded. Needs no Node.
 * @throws RangeError if the pixels are no whole number of images, or there are not as many names or labels as images.
 * @example
 * ```ts
 * import { imagesInMemory } from '@jssl/data/browser';
 *
 * const pixels = Uint8Array.of(0, 255, 128); // three gray images of one pixel
 * const set = imagesInMemory({ pixels, height: 1, width: 1, channels: 1 });
 * console.log(set.length, [...set.read([2, 0])].join(), set.name(1)); // 3 128,0 1
 * ```
 */
export function imagesInMemory(images: MemoryImages): ImageSet {
  const { pixels, height, width, channels, names, labels } = images;
  const size = height * width * channels;
  const length = pixels.length / size;
  if (!Number.isInteger(length)) {
    throw new RangeError(
      `imagesInMemory: pixels must be [N, ${height}, ${width}, ${channels}], got ${pixels.length} values; ${size} are one image`,
    );
  }
  for (const [name, values] of Object.entries({ names, labels })) {
    if (values !== undefined && values.length !== length) {
      throw new RangeError(
        `imagesInMemory: ${name} must have one for each of the ${length} images, got ${values.length}`,
      );
    }
  }
  const at = (index: number) => {
    if (Number.isInteger(index) && index >= 0 && index < length) return index;
    throw new RangeError(`imagesInMemory: index must be from 0 to ${length - 1}, got ${index}`);
  };
  return {
    length,
    ...(labels && { labels }),
    name: (index) => names?.[at(index)] ?? String(at(index)),
    read: (indices) => {
      const read = new Uint8Array(indices.length * size);
      for (let row = 0; row < indices.length; row++) {
        const start = at(indices[row] ?? NaN) * size;
        read.set(pixels.subarray(start, start + size), row * size);
      }
      return read;
    },
  };
}
