import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { checkSettings, whole } from '@jssl/settings';
import { cacheFolder, makeFolder, trimFolder } from '@jssl/settings/node';

import { EmbeddingCache } from '../embed/embedding-cache.js';
import { embedImages, type EmbeddedImages, type EmbedProgress } from '../embed/embed-images.js';
import type { Embedder } from '../embed/embedder.js';
import type { ExploredImages } from '../images/explored-images.js';
import { Thumbnails } from '../images/thumbnails.js';
import { uniqueFields } from '../images/unique-fields.js';
import { Tagging } from '../tags/tagging.js';
import { Exploration } from './exploration.js';

const CACHE_LIMIT = 2 ** 34;
const settings = {
  cacheLimit: whole({
    ...{ initial: undefined, least: 0, most: Number.MAX_SAFE_INTEGER },
    ...{
      required: 'a whole number of bytes from 0 to 9007199254740991',
      help: 'size of all vectors and thumbnails',
    },
  }),
};

/** How to explore images. */
export interface ExploreOptions {
  readonly embedder: Embedder;
  /** The tag file. Default: `NAME.tags.jsonl` beside the images. */
  readonly tags?: string | undefined;
  /** Vectors and thumbnails are kept in its subfolder `explore`. Default: JSSL's cache folder. */
  readonly cacheFolder?: string | undefined;
  /**
   * Maximum size of what is kept of all explored images, in bytes. The least recently used is deleted first, never that of
   * the images being explored. Default: 16 GiB.
   */
  readonly cacheLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Progress of embedding the images that are new or have changed. */
  readonly onProgress?: ((progress: EmbedProgress) => void) | undefined;
}

/**
 * Embeds images that are not in the cache, and starts the work on their map, groups and lists in the background.
 * @throws InputError for a file of tags that can't be read; `signal.reason` once the signal is aborted.
 * @example
 * ```ts
 * import { listImages } from '@jssl/data';
 * import { exploreImages, folderImages, pixelEmbedder } from '@jssl/explore';
 *
 * const listing = await listImages('photos');
 * if (!listing) throw new Error('photos is not a folder of image files');
 * const exploration = await exploreImages(folderImages(listing), { embedder: pixelEmbedder() });
 * const [nearest] = exploration.neighbors(0, 1);
 * console.log(exploration.images.length, nearest?.similarity.toFixed(3)); // 20 1.000
 * await exploration.dispose();
 * ```
 */
export async function exploreImages(
  images: ExploredImages,
  options: ExploreOptions,
): Promise<Exploration> {
  const { embedder, cacheLimit = CACHE_LIMIT } = options;
  checkSettings(settings, { cacheLimit });
  const tagging = new Tagging(options.tags ?? defaultTagsFile(images));
  const folder = join(options.cacheFolder ?? cacheFolder(), 'explore');
  const cache = new EmbeddingCache(folder, embedder.key, images.source);
  const fields = uniqueFields(images.fields);
  const embedded = await embedCached({ ...images, fields }, cache, options);
  const source = createHash('sha256').update(images.source).digest('hex').slice(0, 24);
  const thumbnailFolder = join(folder, `thumbnails-${source}`);
  const thumbnails = new Thumbnails(embedded.images, thumbnailFolder);
  for (const used of [cache.folder, thumbnailFolder]) markUsed(used);
  return new Exploration(embedded, {
    ...{ embedder, tagging, thumbnails, keptIn: folder },
    analysisFolder: cache.folder,
    tidy: async (stop) => {
      stop.throwIfAborted();
      const keep = [cache.folder, thumbnailFolder].map((path) => basename(path));
      await thumbnails.trim();
      await trimFolder(folder, { keep, limit: cacheLimit, signal: stop });
    },
  });
}

/** Embeds what is not in the cache, and removes from it what is no longer needed. */
async function embedCached(
  images: ExploredImages,
  cache: EmbeddingCache,
  { embedder, signal, onProgress }: ExploreOptions,
): Promise<EmbeddedImages> {
  try {
    const embedded = await embedImages(images, { embedder, cache }, { signal, onProgress });
    const { length, nameOf } = embedded.images;
    try {
      cache.compact(
        Array.from({ length }, (_, index) => nameOf(index)),
        embedded.features,
      );
    } catch {
      // In a read-only cache, or on a full disk: what is no longer needed stays.
    }
    return embedded;
  } finally {
    cache.close();
  }
}

/** Records that a folder was used now; it is created if there is none. Fails silently in a read-only cache. */
function markUsed(folder: string): void {
  try {
    makeFolder(folder);
    utimesSync(folder, new Date(), new Date());
  } catch {
    // It is deleted earlier than others.
  }
}

/** Beside the folder or file, so that nothing is added to the images; a data set known by name has no place. */
function defaultTagsFile({ source }: ExploredImages): string {
  return isAbsolute(source)
    ? join(dirname(source), `${basename(source)}.tags.jsonl`)
    : `${source}.tags.jsonl`;
}
