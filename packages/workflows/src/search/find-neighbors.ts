import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Dataset, ImageSet } from '@jssl/data';
import { readSearchIndex, type SearchId, type SearchIndex } from '@jssl/embeddings';
import { nearestNeighbors, type Neighbor } from '@jssl/eval';
import { embedImages, limitImages } from '@jssl/features';
import { checkSettings, InputError, SettingError, whole } from '@jssl/settings';
import { checkNewFiles } from '@jssl/settings/node';

import { indexKey, knownPlace, rememberPlace } from '../runs/known-places.js';
import { withRun, type Run } from '../runs/open-run.js';
import { followedSource, runSource } from '../runs/run-source.js';
import { fingerprintOf } from './build-index.js';
import { checkUnitFeature } from './check-unit-feature.js';
import { openQueries, querySet, type NeighborQuery } from './neighbor-queries.js';
import { exploreNeighbors, keepSlices, MOST_EXPLORED } from './explore-neighbors.js';
import { drawNeighbors } from './neighbors-page.js';
import {
  embedWithProgress,
  labelOf,
  openSearchedImages,
  type SearchedImages,
  type SearchOptions,
} from './searched-images.js';

const DEFAULT_K = 10;
const neighborSettings = {
  k: whole({
    ...{ initial: undefined, least: 1, required: 'a whole number of neighbors, at least 1' },
    help: 'neighbors of each image',
  }),
};

/** How to find neighbors. */
export interface FindNeighborsOptions extends SearchOptions {
  /**
   * Images to search. Default: the images that the run was trained on; for a weights file, the folder of the first query.
   */
  readonly in?: string | Dataset | undefined;
  /** An index by `buildIndex` to search in; `in` says where its images are now. Default: exact search. */
  readonly index?: string | undefined;
  /** Neighbors of each image. Default 10, or all if there are fewer. */
  readonly k?: number | undefined;
  /** An HTML page to write that shows them. Default: none. */
  readonly html?: string | undefined;
  /** Replace a page that exists. Default false. */
  readonly force?: boolean | undefined;
}

/** An image that was found. */
export interface FoundImage {
  readonly name: string;
  readonly label?: string;
  /** The cosine of the features, 1 at most. */
  readonly similarity: number;
}

/** A query and its neighbors, the most similar first. */
export interface QueryNeighbors {
  readonly name: string;
  readonly neighbors: readonly FoundImage[];
}

/**
 * Finds the images most similar to the given ones. An image is not its own neighbor.
 * @param run a run folder, a weights file, or an open run.
 * @param queries image files, or names of images among those searched.
 * @throws SettingError when there are fewer than k images, InputError for what cannot be searched.
 * @example
 * ```ts
 * import { findNeighbors } from '@jssl/workflows';
 *
 * const [result] = await findNeighbors('runs/photos', ['photos/red/0.png'], { k: 3 });
 * console.log(result?.name, result?.neighbors.length); // red/0.png 3
 * ```
 */
export async function findNeighbors(
  run: string | Run,
  queries: readonly string[],
  options: FindNeighborsOptions = {},
): Promise<QueryNeighbors[]> {
  const { html, force = false, k } = options;
  checkSettings(neighborSettings, { k });
  if (html !== undefined) checkNewFiles([html], { force, setting: 'html' });
  if (queries.length === 0) return [];
  return withRun(run, options, async (opened) => {
    const index = options.index === undefined ? undefined : await openIndex(opened, options.index);
    const given =
      options.in ?? (index ? indexSource(opened, index) : folderOfQueries(opened, queries));
    const searched = await openSearchedImages(opened, given, {
      ...options,
      setting: 'in',
      own: index !== undefined && index.source === opened.recorded.source,
    });
    if (index) checkIndexed(opened, index, searched);
    const asked = await openQueries(opened, searched, queries);
    const bank = bankOf(opened, searched, given !== undefined);
    const count = countOf(k, asked, bank);
    const keeps = html !== undefined && index === undefined && bank.length <= MOST_EXPLORED;
    const features = keeps ? [] : undefined;
    const work = { data: searched.data, bank, queries: asked };
    const request = { ...options, k: count, index: index?.index, features };
    const found = await search(opened, work, request);
    if (html !== undefined) {
      const explored = await exploreNeighbors(
        opened,
        { ...work, found, features },
        { ...options, k: count, hasIndex: index !== undefined },
      );
      const page = await drawNeighbors(opened.path, searched, { queries: asked, bank, explored });
      await writeFile(html, page, { flag: force ? 'w' : 'wx' });
    }
    return asked.map(({ name }, at) => ({
      name,
      neighbors: (found[at] ?? []).map(({ place, similarity }) => {
        const label = labelOf(searched.data, bank, place);
        return { name: bank.name(place), ...(label !== undefined && { label }), similarity };
      }),
    }));
  });
}

/** The folder of the first query if it is a file, for an encoder that has no images of its own. */
function folderOfQueries({ recorded, data }: Run, [first = '']: readonly string[]) {
  if (recorded.source !== undefined || data !== undefined) return undefined;
  return statSync(first, { throwIfNoEntry: false })?.isFile() ? dirname(first) : undefined;
}

/**
 * The images of an index: from where the index says, or where the run says if it has the same images,
 * provided that path may be read.
 */
function indexSource({ path, recorded }: Run, index: OpenIndex): string | Dataset {
  const { file, source } = index;
  const place = knownPlace(indexKey(index), source);
  if (source === recorded.source && (place === undefined || !existsSync(place))) {
    return runSource({ path, recorded, setting: 'in' }, undefined);
  }
  return followedSource({ path: file, key: indexKey(index), source, setting: 'in' });
}

/** Remembers where the images of an index are. @throws InputError when the images are different ones. */
function checkIndexed(
  { featureSize }: Run,
  index: OpenIndex,
  { source, data, all }: SearchedImages,
): void {
  if (index.fingerprint !== data.fingerprint) {
    throw new InputError(
      `the images in ${source ?? data.name} are not those that the index ${index.file} was built from, or have changed since; build it again`,
    );
  }
  const vectors = index.index;
  const isPlace = (id: SearchId) => typeof id === 'number' && id >= 0 && id < all.length;
  if (
    vectors.features !== featureSize ||
    vectors.length !== all.length ||
    ![...vectors.ids()].every(isPlace)
  ) {
    throw new InputError(
      `${index.file} must have a vector of ${featureSize} numbers for each of ${all.length} images, got ${vectors.length} of ${vectors.features}; build it again`,
    );
  }
  if (source !== undefined) rememberPlace(indexKey(index), index.source, source);
}

type OpenIndex = Awaited<ReturnType<typeof openIndex>>;

/** @throws InputError for an index made with a different encoder. */
async function openIndex(run: Run, file: string) {
  const { index, about } = await readSearchIndex(file);
  if (about.encoder !== fingerprintOf(run.file)) {
    throw new InputError(
      `${file} was built with different weights than ${run.file}; pass the run that it was built with, or build it again`,
    );
  }
  return { file, index, ...about };
}

/** The images to search: all given images, or else the training images of the run. */
function bankOf({ recorded }: Run, { data, all }: SearchedImages, isGiven: boolean): ImageSet {
  const { config } = recorded;
  return isGiven ? all : limitImages(data.train, config?.limit, config?.seed ?? 0);
}

/** @throws SettingError when there are fewer than k images to find. */
function countOf(k: number | undefined, queries: readonly NeighborQuery[], bank: ImageSet): number {
  const most = bank.length - (queries.some(({ index }) => index !== undefined) ? 1 : 0);
  if (most === 0) {
    throw new InputError('there is no image to search besides the query; pass a folder with more');
  }
  if (k === undefined) return Math.min(DEFAULT_K, most);
  if (k <= most) return k;
  throw new SettingError({
    setting: 'k',
    required: `at most ${most}, the number of images besides the query`,
    got: k,
    remedy: 'lower {k} or pass more images as {in}',
  });
}

interface SearchRequest extends SearchOptions {
  readonly k: number;
  readonly index: SearchIndex | undefined;
  /** Gets the features of the bank, in slices, if they are computed. */
  readonly features: Awaited<ReturnType<typeof embedImages>>[] | undefined;
}

/** The neighbors of each query in the bank, without itself. */
async function search(
  run: Run,
  work: {
    readonly data: Dataset;
    readonly bank: ImageSet;
    readonly queries: readonly NeighborQuery[];
  },
  { k, index, features: kept, ...options }: SearchRequest,
): Promise<(readonly Neighbor[])[]> {
  const { data, bank, queries } = work;
  // Search for one more neighbor, since a query can find itself.
  const count = Math.min(k + 1, bank.length);
  const features = await embedImages(run.extract, querySet(queries), {
    data,
    views: run.views,
  });
  const rows = features.dataSync<'float32'>();
  const size = run.featureSize;
  const found: readonly (readonly Neighbor[])[] = index
    ? queries.map((query, row) =>
        searchIn(index, rows.subarray(row * size, (row + 1) * size), count, query),
      )
    : await nearestNeighbors(
        features,
        keepSlices(embedWithProgress(run, { data, set: bank }, options), kept),
        count,
      );
  features.dispose();
  return queries.map((query, row) =>
    (found[row] ?? [])
      .filter(({ place }) => query.index === undefined || bank.name(place) !== query.name)
      .slice(0, k),
  );
}

/** @throws InputError for a query whose feature has no direction. */
function searchIn(
  index: SearchIndex,
  feature: Float32Array,
  count: number,
  query: NeighborQuery,
): Neighbor[] {
  checkUnitFeature(feature, query.name);
  return index
    .search(feature, count)
    .map(({ id, similarity }) => ({ place: Number(id), similarity }));
}
