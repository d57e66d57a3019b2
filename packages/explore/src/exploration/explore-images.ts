import { createHash } from 'node:crypto';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { cacheFolder } from '@jssl/settings/node';

import { EmbeddingCache } from '../embed/embedding-cache.js';
import { embedImages, type EmbedProgress } from '../embed/embed-images.js';
import type { Embedder } from '../embed/embedder.js';
import type { ExploredImages } from '../images/explored-images.js';
import { Thumbnails } from '../images/thumbnails.js';
import { Tagging } from '../tags/tagging.js';
import { Exploration } from './exploration.js';

/** How to explore images. */
export interface ExploreOptions {
  readonly embedder: Embedder;
  /** The file of the log of tags. Default: `NAME.tags.jsonl` beside the images. */
  readonly tags?: string | undefined;
  /** Where vectors and thumbnails are kept. Default: JSSL's cache folder. */
  readonly cacheFolder?: string | undefined;
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
  const { embedder, signal, onProgress } = options;
  const folder = options.cacheFolder ?? cacheFolder();
  const cache = new EmbeddingCache(folder, embedder.key, images.source);
  const embedded = await embedImages(images, { embedder, cache }, { signal, onProgress });
  const source = createHash('sha256').update(images.source).digest('hex').slice(0, 24);
  const thumbnails = join(folder, 'explore', `thumbnails-${source}`);
  const tagging = new Tagging(options.tags ?? defaultTagsFile(images));
  return new Exploration(embedded, {
    embedder,
    tagging,
    thumbnails: new Thumbnails(embedded.images, thumbnails),
    analysisFolder: cache.folder,
  });
}

/** Beside the folder or file, so that nothing is added to the images; a data set known by name has no place. */
function defaultTagsFile({ source }: ExploredImages): string {
  return isAbsolute(source)
    ? join(dirname(source), `${basename(source)}.tags.jsonl`)
    : `${source}.tags.jsonl`;
}
