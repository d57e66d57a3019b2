import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

import { DataError } from '../dataset/data-error.js';
import { reasonOf } from '../dataset/reason-of.js';
import { fileSource, type FileSource } from '../files/file-source.js';
import { findFiles } from '../files/find-files.js';
import { imageExtensions, isImageName } from '../files/image-name.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { ReadOptions } from '../files/read-options.js';
import { DECODER_VERSION, ImageDecoder } from '../pixels/image-decoder.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { measureIfReadable, sharedShape } from '../pixels/shared-shape.js';
import { inOrder } from '../sets/choose-splits.js';
import { findLayout, type FolderLayout } from './folder-layout.js';
import { describeUnread } from './unread-layouts.js';

/** Twice the cores, so that reading overlaps with decoding. */
const IN_FLIGHT = Math.max(4, 2 * availableParallelism());

/**
 * Reads a folder of images; `findLayout` describes the layouts.
 * @param folder absolute.
 * @param isLabeled false: ignore subfolders, all images are for training.
 * @throws DataError if it contains no image.
 */
export async function readImageFolder(
  folder: string,
  { imageSize, seed, valueRange, valueRanges }: ReadOptions,
  isLabeled = true,
): Promise<FileSource> {
  const { files, skipped } = await findFiles(folder, isImageName);
  const layout: FolderLayout = isLabeled
    ? await findLayout(folder, files, seed)
    : { train: files, validation: [], test: [], skipped: [] };
  const { classes, testOrigin } = layout;
  if (layout.train.length === 0) {
    const [first] = skipped;
    const { files: all } = await findFiles(folder, () => true, 2);
    const unread = describeUnread(all.map(({ path }) => path));
    throw new DataError(
      `openDataset: ${folder} must contain images (${imageExtensions.join(', ')}), got none` +
        (first ? `; ${first.path} was left out: ${first.reason}` : '') +
        (unread === undefined ? '' : `: ${unread}`),
    );
  }
  const entries = inOrder(layout);
  const leftOut = [...skipped, ...layout.skipped];
  const uses = entries.map(({ item: { path, label }, split }) => [path, label, split]);
  const used = entries.map(({ item: { path, bytes, modifiedMs, changedMs } }) => ({
    ...{ path, bytes, modifiedMs, changedMs },
  }));
  return fileSource(folder, used, {
    description: { name: basename(folder), kind: 'folder' },
    settings: [
      ...['folder', DECODER_VERSION, imageSize ?? null, valueRange ?? null, valueRanges ?? null],
      ...[classes, testOrigin, uses, leftOut],
    ],
    open: async ({ onProgress }) => {
      const measured = mapInOrder(entries, IN_FLIGHT, ({ item }) =>
        readImageFile(join(folder, item.path), item.bytes).then(measureIfReadable, () => undefined),
      );
      const shape = imageSize
        ? { height: imageSize, width: imageSize }
        : await sharedShape(measured, entries.length, onProgress);
      const decoder = new ImageDecoder({ valueRange, valueRanges }, (part) =>
        mapInOrder(
          entries.filter(({ split }) => (split === 'train') === (part === 'train')),
          IN_FLIGHT,
          ({ item }) => readImageFile(join(folder, item.path), item.bytes).catch(() => undefined),
        ),
      );
      const images = mapInOrder(entries, IN_FLIGHT, async ({ item, split }) => {
        const { path: name, label, bytes } = item;
        try {
          const pixels = await decoder.decode(
            await readImageFile(join(folder, name), bytes),
            shape,
          );
          return { split, name, pixels, ...(label === undefined ? {} : { label }) };
        } catch (error) {
          return { path: name, reason: reasonOf(error) };
        }
      });
      return {
        ...shape,
        channels: 3,
        total: entries.length,
        images,
        skipped: leftOut,
        account: () => decoder.account(),
        ...(classes && { classes }),
        ...(testOrigin && { testOrigin }),
      };
    },
  });
}
