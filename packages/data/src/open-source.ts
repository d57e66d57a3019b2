import { utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { DataFailure } from './data-failure.js';
import type { Dataset, Progress } from './dataset.js';
import type { ImageSource } from './image-source.js';
import { openPackedFile } from './open-packed-file.js';
import { datasetOf } from './packed-dataset.js';
import { reasonOf } from './reason-of.js';
import { trimCache } from './trim-cache.js';
import { writePackedFile } from './write-packed-file.js';

/** Where packed files are kept. */
export interface CacheOptions {
  /** Where the packed file is kept, in the folder `data`. */
  readonly cacheFolder: string;
  /**
   * Bytes that the packed files may take together; beyond it those are deleted that were not used for
   * the longest time, but never the one that is opened. Default: 64 GiB.
   */
  readonly cacheLimit?: number | undefined;
}

const CACHE_LIMIT = 2 ** 36;

/**
 * Opens a source by way of its packed file `<cacheFolder>/data/<name>-<key>.packed`, which is made
 * first if there is none or a damaged one.
 */
export async function openSource(
  source: ImageSource,
  { cacheFolder, cacheLimit }: CacheOptions,
  onProgress: (progress: Progress) => void,
): Promise<Dataset> {
  const slug = source.description.name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  const file = join(cacheFolder, 'data', `${slug}-${source.key.slice(0, 24)}.packed`);
  const openFile = () =>
    openPackedFile(file, source.key).catch((error: unknown) => {
      throw new DataFailure(`openDataset: ${file} could not be read: ${reasonOf(error)}`);
    });
  let packed = await openFile();
  if (!packed) {
    await writePackedFile(file, source, onProgress);
    packed = await openFile();
  }
  if (!packed) throw new DataFailure(`openDataset: ${file} was changed while it was being opened`);
  // When it was used last; a cache that can only be read works as well.
  await utimes(file, new Date(), new Date()).catch(() => undefined);
  await trimCache(dirname(file), basename(file), cacheLimit ?? CACHE_LIMIT).catch(() => undefined);
  return datasetOf(packed);
}
