import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';

import { DataError } from './data-error.js';
import type { Progress } from './dataset.js';
import { decodeImage, measureImage, type ImageShape } from './decode-image.js';
import { findImages, imageExtensions } from './find-images.js';
import { findLayout } from './folder-layout.js';
import type { ImageSource } from './image-source.js';
import { mapInOrder } from './map-in-order.js';
import { reasonOf } from './reason-of.js';

/** H and W when sizes differ and nobody said which to use. */
const DEFAULT_SIZE = 64;
/** Photographs straight from a camera share one size too, but nobody means to train on that. */
const LARGEST_KEPT = 512;
/** Twice the cores, so that reading one file overlaps with decoding another. */
const IN_FLIGHT = Math.max(4, 2 * availableParallelism());

/** The size that all readable images share, up to {@link LARGEST_KEPT}. */
async function sharedShape(
  paths: readonly string[],
  onProgress: (progress: Progress) => void,
): Promise<ImageShape | undefined> {
  let shared: ImageShape | undefined;
  let done = 0;
  const shapes = mapInOrder(paths, IN_FLIGHT, (path) => measureImage(path).catch(() => undefined));
  for await (const shape of shapes) {
    onProgress({ phase: 'scanning', done: ++done, total: paths.length });
    if (!shape) continue;
    shared ??= shape;
    const { height, width } = shared;
    if (shape.height !== height || shape.width !== width) return undefined;
    if (Math.max(height, width) > LARGEST_KEPT) return undefined;
  }
  return shared;
}

/**
 * A folder of images as a source; see `findLayout` for what it may look like.
 * @throws DataError if there is no image in it.
 */
export async function readImageFolder(
  path: string,
  { imageSize, seed = 0 }: { imageSize?: number | undefined; seed?: number | undefined },
): Promise<ImageSource> {
  const folder = resolve(path);
  const { files, skipped } = await findImages(folder);
  const { train, test, skipped: unplaced, ...labelling } = await findLayout(folder, files, seed);
  if (train.length === 0) {
    const [first] = skipped;
    throw new DataError(
      `openDataset: ${folder} must contain images (${imageExtensions.join(', ')}), got none` +
        (first ? `; ${first.path} was left out: ${first.reason}` : ''),
    );
  }
  const entries = [
    ...train.map((file) => ({ ...file, split: 'train' as const })),
    ...test.map((file) => ({ ...file, split: 'test' as const })),
  ];
  const leftOut = [...skipped, ...unplaced];
  const identity = JSON.stringify([folder, imageSize ?? null, labelling, entries, leftOut]);
  return {
    description: { name: basename(folder), kind: 'folder', ...labelling },
    key: createHash('sha256').update(identity).digest('hex'),
    skipped: leftOut,
    open: async (onProgress) => {
      const side = imageSize ?? DEFAULT_SIZE;
      const paths = entries.map((entry) => join(folder, entry.path));
      const shared = imageSize === undefined ? await sharedShape(paths, onProgress) : undefined;
      const shape = shared ?? { height: side, width: side };
      const images = mapInOrder(entries, IN_FLIGHT, async ({ path: name, split, label }) => {
        try {
          const pixels = await decodeImage(join(folder, name), shape);
          return { split, name, pixels, ...(label === undefined ? {} : { label }) };
        } catch (error) {
          return { path: name, reason: reasonOf(error) };
        }
      });
      return { ...shape, channels: 3, total: entries.length, images };
    },
  };
}
