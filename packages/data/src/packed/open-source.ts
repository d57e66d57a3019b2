import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheFolder as defaultFolder } from '@jssl/settings/node';

import { DataFailure } from '../dataset/data-failure.js';
import type { Dataset, Progress } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import type { FileSource } from '../files/file-source.js';
import type { ImageSource } from '../files/image-source.js';
import { openPackedFile, type PackedFile } from './open-packed-file.js';
import { datasetOf } from './packed-dataset.js';
import { packedEnding, trimCache } from './trim-cache.js';
import { writePackedFile } from './write-packed-file.js';

/** Where packed files are kept. */
export interface CacheOptions {
  /** The packed file is kept in its folder `data`. Default: JSSL's cache folder. */
  readonly cacheFolder?: string | undefined;
  /**
   * Bytes that the packed files may take together; beyond it those are deleted that were not used for
   * the longest time, but never the one that is opened. Default: 64 GiB.
   */
  readonly cacheLimit?: number | undefined;
}

const CACHE_LIMIT = 2 ** 36;

/** The name of the packed file with a key in a cache folder, whatever the source was called by then. */
async function findPacked(folder: string, key: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.find((name) => name.endsWith(packedEnding(key)));
}

async function openCached(file: string, key: string): Promise<PackedFile | undefined> {
  return openPackedFile(file, key).catch((error: unknown) => {
    throw new DataFailure(`openDataset: ${file} could not be read: ${reasonOf(error)}`);
  });
}

/**
 * Opens a source by way of its packed file `<cacheFolder>/data/<name>-<key>.packed`, which is made
 * first if there is none or a damaged one.
 */
export async function openSource(
  source: ImageSource,
  { cacheFolder = defaultFolder(), cacheLimit }: CacheOptions,
  onProgress: (progress: Progress) => void,
): Promise<Dataset> {
  const { description, key } = source;
  const folder = join(cacheFolder, 'data');
  const slug = description.name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  const name = (await findPacked(folder, key)) ?? `${slug}${packedEnding(key)}`;
  const file = join(folder, name);
  let packed = await openCached(file, key);
  if (!packed) {
    await writePackedFile(file, source, onProgress);
    packed = await openCached(file, key);
  }
  if (!packed) throw new DataFailure(`openDataset: ${file} was changed while it was being opened`);
  // When it was used last; a cache that can only be read works as well.
  await utimes(file, new Date(), new Date()).catch(() => undefined);
  await trimCache(folder, name, cacheLimit ?? CACHE_LIMIT).catch(() => undefined);
  // Equal images may have been packed under another name.
  return { ...datasetOf(packed), ...description };
}

/**
 * Opens files like `openSource`. Their key is found by reading them all, once: beside the packed files
 * `<stamp>.key` keeps it for as long as nothing about them changes.
 */
export async function openFiles(
  source: FileSource,
  cache: CacheOptions,
  onProgress: (progress: Progress) => void,
): Promise<Dataset> {
  const { description, stamp, findKey, open } = source;
  const folder = join(cache.cacheFolder ?? defaultFolder(), 'data');
  const keyFile = join(folder, `${stamp.slice(0, 24)}.key`);
  const known = await readFile(keyFile, 'utf8').catch(() => '');
  const isKnown = /^[0-9a-f]{64}$/.test(known) && (await findPacked(folder, known)) !== undefined;
  const key = isKnown ? known : await findKey(onProgress);
  const dataset = await openSource({ description, key, open }, cache, onProgress);
  if (!isKnown) await writeFile(keyFile, key).catch(() => undefined);
  return dataset;
}
