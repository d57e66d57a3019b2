import { keyedRandom } from '@jssl/augment';
import { readImageBytes } from '@jssl/data';

import { checkLists } from '../analysis/check-lists.js';
import { defaultGroups, groupImages, type Groups } from '../analysis/group-images.js';
import type { ImageList } from '../analysis/image-list.js';
import { neighborLists } from '../analysis/neighbor-lists.js';
import { pauser } from '../analysis/pauser.js';
import { suggestTags, type Suggestions } from '../analysis/suggest-tags.js';
import type { EmbeddedImages } from '../embed/embed-images.js';
import type { Embedder } from '../embed/embedder.js';
import type { ExploredImages } from '../images/explored-images.js';
import type { Thumbnails } from '../images/thumbnails.js';
import { isWritable } from '../tags/is-writable.js';
import type { Tagging } from '../tags/tagging.js';
import { analyze } from './background.js';
import { NameSearch } from './name-search.js';
import type { FoundRow } from './nearest-rows.js';
import { SimilaritySearch } from './similarity-search.js';
import { analysisKey, type Analysis } from './stored-analysis.js';

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
/** Numbers in the vectors up to which suggestions compare whole vectors: that is fast enough. */
const WHOLE = 5_000_000;

/**
 * Images with their vectors, neighbors, map, groups, lists and tags. Made by `exploreImages`; dispose it when done.
 */
export class Exploration {
  readonly images: ExploredImages;
  readonly embedder: Embedder;
  readonly thumbnails: Thumbnails;
  readonly tagging: Tagging;
  /** How many images were embedded, rather than found in the cache. */
  readonly added: number;
  /** The folder of vectors and thumbnails of all explored images; it may be deleted. */
  readonly keptIn: string;
  /** Coordinates from −1 to 1 [N, 2]; by principal components until `isMapFinal`. */
  map: Float32Array | undefined;
  isMapFinal = false;
  groups: Groups | undefined;
  /** Whether the pixels have been checked for copies and problems: `running` while they are. */
  check: 'none' | 'running' | 'done' = 'none';
  background: BackgroundState = { phase: 'starting', done: 0, total: 1 };
  /** Rejects if the background work fails. */
  readonly analysis: Promise<Analysis>;
  /** Resolves once groups and lists are there too. */
  readonly finished: Promise<void>;
  readonly #search: SimilaritySearch;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(part: ChangedPart) => void>();
  readonly #running: Promise<void>;
  #lists: { readonly near: readonly ImageList[]; readonly checked: readonly ImageList[] } = {
    ...{ near: [], checked: [] },
  };
  #grouping: Promise<unknown> = Promise.resolve();
  #indexOf: Map<string, number> | undefined;
  #names: NameSearch | undefined;

  /** Use `exploreImages`. */
  constructor(
    { images, features, added }: EmbeddedImages,
    parts: {
      readonly embedder: Embedder;
      readonly tagging: Tagging;
      readonly thumbnails: Thumbnails;
      /** The folder of all that is kept for the next time. */
      readonly keptIn: string;
      /** Where the analysis is kept. */
      readonly analysisFolder: string;
      /** Removes what is no longer needed from the cache; called once all else is done. */
      readonly tidy: (signal: AbortSignal) => Promise<void>;
    },
  ) {
    this.images = images;
    this.added = added;
    this.embedder = parts.embedder;
    this.tagging = parts.tagging;
    this.thumbnails = parts.thumbnails;
    this.keptIn = parts.keptIn;
    const rows = images.length;
    const columns = rows === 0 ? 0 : features.length / rows;
    this.#search = new SimilaritySearch({ values: features, rows, columns });
    this.analysis = this.#analyze(parts.analysisFolder);
    this.finished = this.analysis.then((analysis) => this.#follow(analysis));
    this.#running = this.finished
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#failed(error);
      })
      // What can't be deleted, as in a read-only cache, stays.
      .then(() => parts.tidy(this.#stop.signal).catch(() => undefined));
  }

  /** Whether tags can be written now. */
  get canTag(): boolean {
    return isWritable(this.tagging.file);
  }

  /** Images worth a look. */
  get lists(): readonly ImageList[] {
    return [...this.#lists.near, ...this.#lists.checked];
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
  neighbors(index: number, k = 60): FoundRow[] {
    return this.#search.neighbors(index, k);
  }

  /**
   * The images most similar to a picture.
   * @param bytes of an image file in any format that a folder may have.
   * @throws DataError for what is no image.
   */
  async searchPicture(bytes: Uint8Array, k = 60): Promise<FoundRow[]> {
    const side = this.embedder.imageSize;
    const pixels = await readImageBytes(bytes, { height: side, width: side });
    return this.#search.nearest(await this.embedder.embed(pixels, 1), k);
  }

  /** Groups the images into at most `count` groups, in place of those before; requests are answered in turn. */
  async group(count: number): Promise<Groups> {
    const groups = this.#grouping.then(async () => {
      const reduced = this.#search.reduced ?? (await this.analysis).reduced;
      const pause = pauser(this.#stop.signal);
      const random = keyedRandom(0, 3);
      this.groups = await groupImages(this.#search.features, reduced, { count, random, pause });
      this.#changed('groups');
      return this.groups;
    });
    this.#grouping = groups.catch(() => undefined);
    return groups;
  }

  /**
   * Checks the pixels of all images for copies and for dark, blurred and other problems, unless that has been done.
   * @throws the error of the check; it can be tried again.
   */
  async checkPixels(): Promise<void> {
    if (this.check !== 'none') return;
    this.check = 'running';
    try {
      const found = await this.images.check({
        signal: this.#stop.signal,
        onProgress: ({ phase, done, total }) => {
          this.#progress(`${phase} pixels`, done, total);
        },
      });
      this.#lists = { ...this.#lists, checked: checkLists(found, (name) => this.indexOf(name)) };
      this.check = 'done';
      this.#changed('lists');
      this.#progress(undefined, 1, 1);
    } catch (error) {
      this.check = 'none';
      if (!this.#stop.signal.aborted) this.#failed(error);
      throw error;
    }
  }

  /** Suggests tags from at least two of them. */
  async suggest(tags: readonly string[]): Promise<Suggestions> {
    const byTag = this.tagging.byTag();
    const examples = new Map(
      tags.map((tag) => [tag, (byTag.get(tag) ?? []).flatMap((name) => this.indexOf(name) ?? [])]),
    );
    for (const [tag, images] of examples) if (images.length === 0) examples.delete(tag);
    if (examples.size < 2) return { tags: [], next: [] };
    const { features, reduced } = this.#search;
    const isSmall = features.values.length < WHOLE;
    const vectors = isSmall ? features : (reduced ?? (await this.analysis).reduced);
    return suggestTags(vectors, examples, pauser(this.#stop.signal));
  }

  /** Ends the work in the background, and frees the embedder. */
  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.embedder.dispose?.();
  }

  #analyze(folder: string): Promise<Analysis> {
    const search = this.#search;
    return analyze(
      search.features,
      { folder, key: analysisKey(this.images) },
      {
        signal: this.#stop.signal,
        onProgress: (phase, done, total) => {
          this.#progress(phase, done, total);
        },
        onMap: (map, isFinal) => {
          [this.map, this.isMapFinal] = [map, isFinal];
          this.#changed('map');
        },
        onReduced: (reduced, axes) => {
          search.use({ reduced, axes });
        },
        onSearch: (index) => {
          search.use({ index });
        },
      },
    );
  }

  /** What needs the neighbors. */
  async #follow({ table }: Analysis): Promise<void> {
    this.#search.use({ table });
    const { images } = this;
    const pause = pauser(this.#stop.signal);
    const label = images.fields.find(({ name }) => name === 'label');
    this.#lists = { ...this.#lists, near: await neighborLists(table, { label, pause }) };
    this.#changed('lists');
    await this.group(defaultGroups(images.length));
    this.#progress(undefined, 1, 1);
    if (images.length <= CHECKED) await this.checkPixels();
  }

  #failed(error: unknown): void {
    this.#progress(`failed: ${(error as Error).message}`, 0, 1);
  }

  #progress(phase: string | undefined, done: number, total: number): void {
    this.background = { phase, done, total };
    this.#changed('background');
  }

  #changed(part: ChangedPart): void {
    for (const listener of this.#listeners) listener(part);
  }
}
