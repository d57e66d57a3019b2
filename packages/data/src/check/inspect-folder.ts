import { join } from 'node:path';

import { runWork, type Work, type WorkOptions } from '../dataset/work.js';
import { findImages } from '../files/walk/find-images.js';
import { mapInOrder } from '../files/sources/map-in-order.js';
import { readImageHeader } from '../pixels/read-header.js';
import { readImageFile } from '../pixels/read-image-file.js';

/** Information from the headers of the image files of a folder. */
export interface FolderInspection {
  /** The number of files of each size, the most frequent first. */
  readonly sizes: readonly {
    readonly height: number;
    readonly width: number;
    readonly count: number;
  }[];
  /** Files with an alpha channel, which are decoded on white. */
  readonly transparent: number;
  /** Files with more than one frame, of which the first is used. */
  readonly animated: number;
}

/**
 * Reads the headers of all image files below a folder; files that can't be read are ignored.
 * @throws `signal.reason` if `signal` is aborted.
 * @example
 * ```ts
 * import { inspectFolder } from '@jssl/data';
 *
 * const { sizes, transparent } = await inspectFolder('photos');
 * console.log(sizes, transparent); // [ { height: 8, width: 8, count: 20 } ] 0
 * ```
 */
export async function inspectFolder(
  folder: string,
  options: WorkOptions = {},
): Promise<FolderInspection> {
  return runWork(options, (work) => readHeaders(folder, work));
}

async function readHeaders(folder: string, { onProgress }: Work): Promise<FolderInspection> {
  const { files } = await findImages(folder);
  const headers = mapInOrder(files, 4, ({ path, bytes: size }) =>
    readImageFile(join(folder, path), size).then(readImageHeader, () => undefined),
  );
  const counts = new Map<string, { height: number; width: number; count: number }>();
  let transparent = 0;
  let animated = 0;
  let done = 0;
  for await (const header of headers) {
    onProgress({ phase: 'scanning', done: ++done, total: files.length });
    if (!header) continue;
    const { height, width } = header;
    const key = `${height}x${width}`;
    const before = counts.get(key);
    counts.set(key, { height, width, count: (before?.count ?? 0) + 1 });
    if (header.hasAlpha) transparent++;
    if (header.isAnimated) animated++;
  }
  const sizes = [...counts.values()].sort((first, second) => second.count - first.count);
  return { sizes, transparent, animated };
}
