import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

import { inOrder } from './choose-splits.js';
import { DataError } from './data-error.js';
import { decodeImage } from './decode-image.js';
import { fileSource, type FileSource } from './file-source.js';
import { findFiles } from './find-files.js';
import { findLayout, type FolderLayout } from './folder-layout.js';
import { imageExtensions, isImageName } from './image-name.js';
import { mapInOrder } from './map-in-order.js';
import { readImageFile } from './read-image-file.js';
import { reasonOf } from './reason-of.js';
import { measureIfReadable, sharedShape } from './shared-shape.js';
import type { ReadOptions } from './read-options.js';

/** Twice the cores, so that reading one file overlaps with decoding another. */
const IN_FLIGHT = Math.max(4, 2 * availableParallelism());

/**
 * A folder of images as a source; see `findLayout` for what it may look like.
 * @param folder absolute.
 * @param isLabelled false to take every image for training, whatever folder it is in.
 * @throws DataError if there is no image in it.
 */
export async function readImageFolder(
  folder: string,
  { imageSize, seed }: ReadOptions,
  isLabelled = true,
): Promise<FileSource> {
  const { files, skipped } = await findFiles(folder, isImageName);
  const layout: FolderLayout = isLabelled
    ? await findLayout(folder, files, seed)
    : { train: files, validation: [], test: [], skipped: [] };
  const { classes, testOrigin } = layout;
  if (layout.train.length === 0) {
    const [first] = skipped;
    throw new DataError(
      `openDataset: ${folder} must contain images (${imageExtensions.join(', ')}), got none` +
        (first ? `; ${first.path} was left out: ${first.reason}` : ''),
    );
  }
  const entries = inOrder(layout);
  const leftOut = [...skipped, ...layout.skipped];
  const uses = entries.map(({ item: { path, label }, split }) => [path, label, split]);
  const used = entries.map(({ item: { path, bytes, modifiedMs, changedMs } }) => ({
    ...{ path, bytes, modifiedMs, changedMs },
  }));
  return fileSource(
    folder,
    used,
    ['folder', imageSize ?? null, classes, testOrigin, uses, leftOut],
    {
      description: { name: basename(folder), kind: 'folder' },
      open: async (onProgress) => {
        const measured = mapInOrder(entries, IN_FLIGHT, ({ item }) =>
          readImageFile(join(folder, item.path), item.bytes).then(
            measureIfReadable,
            () => undefined,
          ),
        );
        const shape = imageSize
          ? { height: imageSize, width: imageSize }
          : await sharedShape(measured, entries.length, onProgress);
        const images = mapInOrder(entries, IN_FLIGHT, async ({ item, split }) => {
          const { path: name, label, bytes } = item;
          try {
            const pixels = await decodeImage(await readImageFile(join(folder, name), bytes), shape);
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
          ...(classes && { classes }),
          ...(testOrigin && { testOrigin }),
        };
      },
    },
  );
}
