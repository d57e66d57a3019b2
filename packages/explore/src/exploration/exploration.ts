import { createHash } from 'node:crypto';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { keyedRandom } from '@jssl/augment';
import { readImageBytes } from '@jssl/data';
import { cacheFolder } from '@jssl/settings/node';

import { checkLists } from '../analysis/check-lists.js';
import { groupImages, type Groups } from '../analysis/group-images.js';
import type { ImageList } from '../analysis/image-list.js';
import type { Matrix } from '../analysis/matrix.js';
import { neighborLists } from '../analysis/neighbor-lists.js';
import { neighborsOf } from '../analysis/neighbor-table.js';
import { pauser } from '../analysis/pauser.js';
import { alongAxes, type PrincipalAxes } from '../analysis/principal-axes.js';
import { suggestTags, type Suggestions } from '../analysis/suggest-tags.js';
import type { Embedder } from '../embed/embedder.js';
import { embedImages, type EmbedProgress } from '../embed/embed-images.js';
import { EmbeddingCache } from '../embed/embedding-cache.js';
import type { ExploredImages } from '../images/explored-images.js';
import { Thumbnails } from '../images/thumbnails.js';
import { isWritable } from '../tags/is-writable.js';
import { Tagging } from '../tags/tagging.js';
import { analyze } from './background.js';
import type { ImageSearch } from './image-search.js';
import { NameSearch } from './name-search.js';
import { nearestPlaces, nearestRows } from './nearest-rows.js';
import { analysisKey, type Analysis } from './stored-analysis.js';

/** How to explore images. */
export interface ExploreOptions {
  readonly embedder: Embedder;
  /** The tag file. Default: `NAME.tags.jsonl` beside the images. */
  readonly tags?: string | undefined;
  /** Where vectors and thumbnails are kept. Default: JSSL's cache folder. */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Progress of embedding the images that are new or have changed. */
  readonly onProgress?: ((progress: EmbedProgress) => void) | undefined;
}

/** An image that was found. */
export interface FoundNeighbor {
  readonly index: number;
  /** The cosine, 1 at most. */
  readonly similarity: number;
}

/** Work in the background. */
export interface BackgroundState {
  /** What is being done; undefined once all is done. */
  readonly phase?: string | undefined;
  readonly done: number;
  readonly total: number;
}

/** Parts of an exploration that change while work goes on in the background. */
export type ChangedPart = 'background' | 'map' | 'groups' | 'lists';

/** Images that are checked without being asked to. */
const CHECKED = 5000;

/**
 * Images with their vectors, neighbors, map, groups, lists and tags. Made by `explore`; dispose it when done.
 */
export class Exploration {
  readonly images: ExploredImages;
  readonly embedder: Embedder;
  readonly thumbnails: Thumbnails;
  readonly tagging: Tagging;
  /** How many images were embedded, rather than found in the cache. */
  readonly added: number;
  /** Coordinates from −1 to 1 [N, 2]; by principal components until `isMapFinal`. */
  map: Float32Array | undefined;
  isMapFinal = false;
  groups: Groups | undefined;
  lists: readonly ImageList[] = [];
  /** Whether the pixels have been checked for copies and problems: `running` while they are. */
  check: 'none' | 'running' | 'done' = 'none';
  background: BackgroundState = { phase: 'starting', done: 0, total: 1 };
  /** Rejects if the background work fails. */
  readonly analysis: Promise<Analysis>;
  /** Resolves once groups and lists are there too. */
  finished: Promise<void> = Promise.resolve();
  readonly #features: Matrix;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(part: ChangedPart) => void>();
  #reduced: Matrix | undefined;
  #axes: PrincipalAxes | undefined;
  #search: ImageSearch | undefined;
  #table: Analysis['table'] | undefined;
  #indexOf: Map<string, number> | undefined;
  #names: NameSearch | undefined;
  #running: Promise<unknown> = Promise.resolve();

  /** Use `explore`. */
  constructor(
    { images, features, added }: { images: ExploredImages; features: Float32Array; added: number },
    options: ExploreOptions,
    kept: { readonly vectors: string; readonly thumbnails: string },
  ) {
    this.images = images;
    this.embedder = options.embedder;
    this.added = added;
    const rows = images.length;
    this.#features = { values: features, rows, columns: rows === 0 ? 0 : features.length / rows };
    this.thumbnails = new Thumbnails(images, kept.thumbnails);
    this.tagging = new Tagging(options.tags ?? defaultTagsFile(images));
    this.analysis = this.#analyze(kept.vectors);
    this.analysis.catch(() => undefined);
  }

  /** Whether tags can be written now. */
  get canTag(): boolean {
    return isWritable(this.tagging.file);
  }

  /** Calls a function when a part has changed. @returns a function that ends this. */
  onChange(listener: (part: ChangedPart) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The index of an image by name; undefined if there is none. */
  indexOf(name: string): number | undefined {
    this.#indexOf ??= new Map(
      Array.from({ length: this.images.length }, (_, index) => [this.images.nameOf(index), index]),
    );
    return this.#indexOf.get(name);
  }

  /** Images whose name contains all words of a text, whatever their case. */
  searchNames(text: string): number[] {
    this.#names ??= new NameSearch(this.images.length, this.images.nameOf);
    return this.#names.find(text);
  }

  /** The images most similar to one of them, without itself. */
  neighbors(index: number, k = 60): FoundNeighbor[] {
    const table = this.#table;
    if (table && table.k >= k) return neighborsOf(table, index).slice(0, k);
    const { values, columns } = this.#features;
    const vector = values.subarray(index * columns, (index + 1) * columns);
    return this.#nearest(vector, k + 1)
      .filter((one) => one.index !== index)
      .slice(0, k);
  }

  /**
   * The images most similar to a picture.
   * @param bytes of an image file in any format that a folder may have.
   * @throws DataError for what is no image.
   */
  async searchPicture(bytes: Uint8Array, k = 60): Promise<FoundNeighbor[]> {
    const side = this.embedder.imageSize;
    const pixels = await readImageBytes(bytes, { height: side, width: side });
    return this.#nearest(await this.embedder.embed(pixels, 1), k);
  }

  /** Groups the images into at most `count` groups, in place of those before. */
  async group(count: number): Promise<Groups> {
    const reduced = this.#reduced ?? (await this.analysis).reduced;
    const pause = pauser(this.#stop.signal);
    const random = keyedRandom(0, 3);
    const groups = await groupImages(this.#features, reduced, { count, random, pause });
    this.groups = groups;
    this.#changed('groups');
    return groups;
  }

  /** Checks the pixels of all images for copies and for dark, blurred and other problems. */
  async checkPixels(): Promise<void> {
    if (this.check !== 'none') return;
    this.check = 'running';
    const { signal } = this.#stop;
    const found = await this.images.check({
      signal,
      onProgress: ({ phase, done, total }) => {
        this.#progress(`${phase} pixels`, done, total);
      },
    });
    const lists = checkLists(found, (name) => this.indexOf(name));
    this.check = 'done';
    this.lists = [...this.lists, ...lists];
    this.#changed('lists');
    this.#progress(undefined, 1, 1);
  }

  /** Suggests tags from at least two of them. */
  async suggest(tags: readonly string[]): Promise<Suggestions> {
    const byTag = this.tagging.byTag();
    const examples = new Map(
      tags.map((tag) => [tag, (byTag.get(tag) ?? []).flatMap((name) => this.indexOf(name) ?? [])]),
    );
    for (const [tag, images] of examples) if (images.length === 0) examples.delete(tag);
    if (examples.size < 2) return { tags: [], next: [] };
    // All columns while that is fast enough.
    const { rows, columns } = this.#features;
    const isSmall = rows * columns < 5_000_000;
    const vectors = isSmall ? this.#features : (this.#reduced ?? (await this.analysis).reduced);
    return suggestTags(vectors, examples, pauser(this.#stop.signal));
  }

  /** Ends the work in the background. */
  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#running.catch(() => undefined);
  }

  #nearest(vector: Float32Array, k: number): FoundNeighbor[] {
    const count = Math.min(k, this.images.length);
    if (count === 0) return [];
    if (this.#search) return [...this.#search.nearest(vector, count)];
    const [reduced, axes] = [this.#reduced, this.#axes];
    const first = reduced && axes ? nearestPlaces(reduced, alongAxes(axes, vector)) : undefined;
    return nearestRows(this.#features, vector, { k: count, among: first });
  }

  async #analyze(folder: string): Promise<Analysis> {
    const { signal } = this.#stop;
    const work = analyze(
      this.#features,
      { folder, key: analysisKey(this.images) },
      {
        signal,
        onProgress: (phase, done, total) => {
          this.#progress(phase, done, total);
        },
        onMap: (map, isFinal) => {
          [this.map, this.isMapFinal] = [map, isFinal];
          this.#changed('map');
        },
        onReduced: (reduced, axes) => {
          [this.#reduced, this.#axes] = [reduced, axes];
        },
        onSearch: (search) => {
          this.#search = search;
        },
      },
    );
    const following = work.then((analysis) => this.#follow(analysis));
    this.finished = following;
    this.#running = following.catch((error: unknown) => {
      if (signal.aborted) return;
      this.#progress(`failed: ${(error as Error).message}`, 0, 1);
    });
    return work;
  }

  /** What needs the neighbors. */
  async #follow({ table }: Analysis): Promise<void> {
    this.#table = table;
    const { images } = this;
    const pause = pauser(this.#stop.signal);
    const label = images.fields.find(({ name }) => name === 'label');
    this.lists = await neighborLists(table, { label, pause });
    this.#changed('lists');
    await this.group(defaultGroups(images.length));
    this.#progress(undefined, 1, 1);
    if (images.length <= CHECKED) await this.checkPixels();
  }

  #progress(phase: string | undefined, done: number, total: number): void {
    this.background = { phase, done, total };
    this.#changed('background');
  }

  #changed(part: ChangedPart): void {
    for (const listener of this.#listeners) listener(part);
  }
}

/** A number of groups that can be looked through. */
function defaultGroups(images: number): number {
  return Math.max(1, Math.min(24, Math.round(Math.sqrt(images / 4))));
}

/** Beside the folder or file, so that nothing is added to the images; a data set known by name has no place. */
function defaultTagsFile({ source }: ExploredImages): string {
  return isAbsolute(source)
    ? join(dirname(source), `${basename(source)}.tags.jsonl`)
    : `${source}.tags.jsonl`;
}

/**
 * Embeds images that are not in the cache, and starts the work on their map, groups and lists in the background.
 * @throws InputError for a tag file that can't be read; `signal.reason` once the signal is aborted.
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
  return new Exploration(embedded, options, { vectors: cache.folder, thumbnails });
}
