import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheFolder as defaultFolder } from '@jssl/settings/node';

import { DataFailure } from '../dataset/data-failure.js';
import { classDoubts } from '../dataset/class-doubts.js';
import type { Dataset } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import type { Work } from '../dataset/work.js';
import type { FileSource } from '../files/sources/file-source.js';
import type { ImageSource } from '../files/sources/image-source.js';
import { cacheRemedy } from './cache-remedy.js';
import { openPackedFile, type PackedFile } from './open-packed-file.js';
import { datasetOf } from './packed-dataset.js';
import { packedEnding, trimCache } from './trim-cache.js';
import { writePackedFile } from './write-packed-file.js';

/** Where packed files are kept, and how many. */
export interface CacheOptions {
  /** Packed files are kept in its subfolder `data`. Default: JSSL's cache folder. */
  readonly cacheFolder?: string | undefined;
  /**
   * Maximum size of all packed files together, in bytes. The least recently used are deleted first, never
   * the one being opened. Default: 64 GiB.
   */
  readonly cacheLimit?: number | undefined;
}

const CACHE_LIMIT = 2 ** 36;

/** The name of the packed file with a key in a cache folder; it may come from a source with another name. */
async function findPacked(folder: string, key: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.find((name) => name.endsWith(packedEnding(key)));
}

async function openCached(
  file: string,
  key: string,
  options: Parameters<typeof openPackedFile>[2],
): Promise<PackedFile | undefined> {
  return openPackedFile(file, key, options).catch((error: unknown) => {
    throw new DataFailure(
      `openDataset: ${file} could not be read: ${reasonOf(error)}; ${cacheRemedy(error)}`,
      { cause: error },
    );
  });
}

/**
 * Opens the packed file of a source, `<cacheFolder>/data/<name>-<key>.packed`; writes it first if it is
 * missing or damaged.
 */
export async function openSource(
  source: ImageSource,
  { cacheFolder = defaultFolder(), cacheLimit }: CacheOptions,
  work: Work,
): Promise<Dataset> {
  const { description, key } = source;
  const folder = join(cacheFolder, 'data');
  const slug = description.name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  const name = (await findPacked(folder, key)) ?? `${slug}${packedEnding(key)}`;
  const file = join(folder, name);
  let repacked: string | undefined;
  let packed = await openCached(file, key, {
    onDamage: (what) => {
      repacked = `${file} was damaged (${what}), so the images were packed again`;
    },
  });
  if (!packed) {
    await writePackedFile(file, source, work);
    let found = 'it was removed';
    const onDamage = (what: string) => {
      found = what;
    };
    packed = await openCached(file, key, { isNew: true, onDamage });
    if (!packed) {
      throw new DataFailure(
        `openDataset: ${file} could not be read right after it was written: ${found}; try again, or ` +
          'set another cache folder',
      );
    }
  }
  // Marks it as used; fails silently in a read-only cache.
  await utimes(file, new Date(), new Date()).catch(() => undefined);
  await trimCache(folder, { keep: name, limit: cacheLimit ?? CACHE_LIMIT }).catch(() => undefined);
  // The same images may have been packed under another name.
  return { ...datasetOf(packed), ...description, ...(repacked !== undefined && { repacked }) };
}

/**
 * Opens files like `openSource`. Their key is computed by reading all of them. It is stored next to the
 * packed files as `<stamp>.key` and reused as long as the files don't change.
 */
export async function openFiles(
  source: FileSource,
  cache: CacheOptions,
  work: Work,
): Promise<Dataset> {
  const { description, stamp, findKey, open, leftOut = [], notes = [] } = source;
  const folder = join(cache.cacheFolder ?? defaultFolder(), 'data');
  const keyFile = join(folder, `${stamp.slice(0, 24)}.key`);
  const known = await readFile(keyFile, 'utf8').catch(() => '');
  const isKnown = /^[0-9a-f]{64}$/.test(known) && (await findPacked(folder, known)) !== undefined;
  const key = isKnown ? known : await findKey(work);
  const dataset = await openSource({ description, key, open }, cache, work);
  if (!isKnown) await writeFile(keyFile, key).catch(() => undefined);
  const skipped = [...leftOut, ...dataset.skipped];
  // Folders of classes have noted some of it.
  const all = [...new Set([...notes, ...(dataset.notes ?? []), ...classDoubts(dataset)])];
  const noteRemedies = { ...source.noteRemedies, ...dataset.noteRemedies };
  return {
    ...{ ...dataset, skipped },
    ...(all.length > 0 && { notes: all }),
    ...(Object.keys(noteRemedies).length > 0 && { noteRemedies }),
  };
}
