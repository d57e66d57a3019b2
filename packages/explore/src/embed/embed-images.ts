import type { ExploredImages } from '../images/explored-images.js';
import { someImages } from '../images/some-images.js';
import type { EmbeddingCache } from './embedding-cache.js';
import type { Embedder } from './embedder.js';
import type { CachedImage } from './vector-segment.js';

/** Images embedded at a time, and images decoded concurrently. */
const [BATCH, IN_FLIGHT] = [64, 4];

/** Progress of embedding. */
export interface EmbedProgress {
  readonly done: number;
  readonly total: number;
}

/** Images with their vectors. */
export interface EmbeddedImages {
  /** Those that could be read. */
  readonly images: ExploredImages;
  /** Unit vectors [N, F]. */
  readonly features: Float32Array;
  /** How many were embedded now rather than found in the cache. */
  readonly added: number;
}

/**
 * Embeds the images that are not in the cache, or have changed, and reads the others from there. Images that
 * can't be read are left out.
 */
export async function embedImages(
  images: ExploredImages,
  { embedder, cache }: { readonly embedder: Embedder; readonly cache: EmbeddingCache },
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: EmbedProgress) => void) | undefined;
  } = {},
): Promise<EmbeddedImages> {
  const { signal, onProgress } = options;
  const missing: number[] = [];
  for (let index = 0; index < images.length; index++) {
    if (!cache.has(images.nameOf(index), images.stampOf(index))) missing.push(index);
  }
  const unread = new Map<number, string>();
  let added = 0;
  for (let start = 0; start < missing.length; start += BATCH) {
    signal?.throwIfAborted();
    const batch = missing.slice(start, start + BATCH);
    const read = await inFlight(batch, IN_FLIGHT, (index) =>
      readOne(images, { index, embedder, cache }),
    );
    const decoded = read.flatMap((one) => ('pixels' in one ? [one] : []));
    for (const one of read) if ('reason' in one) unread.set(one.index, one.reason);
    const moved = read.flatMap((one) => ('moved' in one ? [one.moved] : []));
    // Under its new name, so that its content need not be read again.
    if (moved.length > 0) cache.append(moved, cache.read(moved.map(({ name }) => name)));
    if (decoded.length > 0) {
      const pixels = Buffer.concat(decoded.map((one) => one.pixels));
      cache.append(
        decoded.map(({ image }) => image),
        await embedder.embed(pixels, decoded.length),
      );
      added += decoded.length;
    }
    onProgress?.({ done: Math.min(start + BATCH, missing.length), total: missing.length });
    await new Promise(setImmediate);
  }
  const all = Int32Array.from({ length: images.length }, (_, index) => index);
  const kept = all.filter((index) => !unread.has(index));
  const skipped = Array.from(unread, ([index, reason]) => ({ path: images.nameOf(index), reason }));
  const embedded = someImages(images, kept, skipped);
  const names = Array.from({ length: embedded.length }, (_, index) => embedded.nameOf(index));
  return { images: embedded, features: cache.read(names), added };
}

type ReadImage =
  | { readonly index: number; readonly pixels: Uint8Array; readonly image: CachedImage }
  | { readonly index: number; readonly reason: string }
  | { readonly moved: CachedImage };

async function readOne(
  images: ExploredImages,
  { index, embedder, cache }: { index: number; embedder: Embedder; cache: EmbeddingCache },
): Promise<ReadImage> {
  try {
    const [name, stamp] = [images.nameOf(index), images.stampOf(index)];
    const image = { name, stamp, content: await images.contentOf(index) };
    // A file that was moved or touched.
    if (cache.adopt(image)) return { moved: image };
    return { index, image, pixels: await images.read(index, embedder.imageSize) };
  } catch (error) {
    return { index, reason: reasonOf(error as Error, images.fileOf(index)) };
  }
}

/** What is wrong with an image, without its name, which is listed beside it. */
function reasonOf({ message }: Error, file = ''): string {
  return message.replace(/^\w+: /, '').replace(`${file} `, '');
}

/** Maps items, several at a time, in order. */
async function inFlight<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (let at = next++; at < items.length; at = next++) {
        results[at] = await map(items[at] as Item);
      }
    }),
  );
  return results;
}
