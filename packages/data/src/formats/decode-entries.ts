import { availableParallelism } from 'node:os';

import type { Progress, Split } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import type { OpenedSource } from '../files/sources/image-source.js';
import { mapInOrder } from '../files/sources/map-in-order.js';
import type { ReadOptions } from '../files/sources/read-options.js';
import { ImageDecoder } from '../pixels/image-decoder.js';
import { measureIfReadable, sharedShape } from '../pixels/shared-shape.js';

/** Images that are decoded at the same time: twice the cores, so that reading overlaps with decoding. */
export const IN_FLIGHT = Math.max(4, 2 * availableParallelism());

/** An image and its split, as `inOrder` lists them. */
interface Entry<Item> {
  readonly item: Item;
  readonly split: Split;
}

/** How to read the images of a source one by one. */
interface EntryReader<Item> {
  readonly bytesOf: (item: Item) => Promise<Uint8Array>;
  readonly nameOf: (item: Item) => string;
  /** Called while sizes are read. */
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Opens images that can be read in any order: measures them unless a size is given, and decodes them in
 * their order.
 */
export async function decodeEntries<
  Item extends { readonly label?: number | undefined; readonly group?: string },
>(
  entries: readonly Entry<Item>[],
  { bytesOf, nameOf, onProgress }: EntryReader<Item>,
  { imageSize, valueRange, valueRanges }: ReadOptions,
): Promise<Omit<OpenedSource, 'skipped' | 'classes' | 'testOrigin'>> {
  const measured = mapInOrder(entries, IN_FLIGHT, ({ item }) =>
    bytesOf(item).then(measureIfReadable, () => undefined),
  );
  const shape = imageSize
    ? { height: imageSize, width: imageSize }
    : await sharedShape(measured, entries.length, onProgress);
  const decoder = new ImageDecoder({ valueRange, valueRanges }, (part) =>
    mapInOrder(
      entries.filter(({ split }) => (split === 'train') === (part === 'train')),
      IN_FLIGHT,
      ({ item }) => bytesOf(item).catch(() => undefined),
    ),
  );
  const images = mapInOrder(entries, IN_FLIGHT, async ({ item, split }) => {
    const name = nameOf(item);
    const { label, group } = item;
    try {
      const pixels = await decoder.decode(await bytesOf(item), shape);
      return {
        split,
        name,
        pixels,
        ...(label === undefined ? {} : { label }),
        ...(group !== undefined && { attributes: { group } }),
      };
    } catch (error) {
      return { path: name, reason: reasonOf(error) };
    }
  });
  const account = () => decoder.account();
  return { ...shape, channels: 3, total: entries.length, images, account };
}
