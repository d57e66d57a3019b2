import { createHash } from 'node:crypto';

import { selectImages, type Dataset } from '@jssl/data';
import {
  createSearchIndex,
  searchIndexFiles,
  searchRecall,
  type SearchIndex,
} from '@jssl/embeddings';
import { nearestNeighbors } from '@jssl/eval';
import { embedImages } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { checkNewFiles, readRegularFile } from '@jssl/settings/node';

import { indexKey, rememberPlace } from '../runs/known-places.js';
import { progressOf } from '../data/work-options.js';
import { withRun, type Run } from '../runs/open-run.js';
import { checkUnitFeature } from './check-unit-feature.js';
import {
  embedWithProgress,
  openSearchedImages,
  type SearchedImages,
  type SearchOptions,
} from './searched-images.js';

/** Images that an index is measured on, and neighbors of each. */
const SAMPLE = 200;
const NEIGHBORS = 10;

/** How to build an index. */
export interface BuildIndexOptions extends SearchOptions {
  /** Default `search-index.hnsw`; `OUT.json` is written next to it. */
  readonly out?: string | undefined;
  /** Replace an index that exists. Default false. */
  readonly force?: boolean | undefined;
}

/** What {@link buildIndex} wrote. */
export interface BuiltIndex {
  readonly out: string;
  /** N */
  readonly images: number;
  /** F */
  readonly features: number;
  /** `exact` where usearch, which builds the graph, has no binary: searches compare with all images. */
  readonly method: 'hnsw' | 'exact';
  /** Its quality and speed; undefined for a single image, which has no neighbor. */
  readonly measured?: {
    readonly k: number;
    /** Share of the exact k neighbors that the index finds. */
    readonly recall: number;
    /** How many images it was measured on. */
    readonly sample: number;
    readonly searchMilliseconds: number;
  };
}

/**
 * Builds an index (a graph, HNSW) that finds most of the nearest images without comparing with all of
 * them, and measures it against exact search. `findNeighbors` searches in it.
 * @param run a run folder, a weights file, or an open run.
 * @param images a folder of images, a known name, or an open data set of these.
 * @throws SettingError for a file that exists, InputError for unsuitable images and an encoder whose features
 * are zeros or not finite.
 * @example
 * ```ts
 * import { buildIndex, findNeighbors } from '@jssl/workflows';
 *
 * const { images, measured } = await buildIndex('runs/photos', 'photos', { out: 'photos.hnsw' });
 * console.log(images, measured?.recall); // 20 1
 * const options = { index: 'photos.hnsw', k: 2 };
 * const [result] = await findNeighbors('runs/photos', ['red/0.png'], options);
 * console.log(result?.neighbors.length); // 2
 * ```
 */
export async function buildIndex(
  run: string | Run,
  images: string | Dataset,
  options: BuildIndexOptions = {},
): Promise<BuiltIndex> {
  const { out = 'search-index.hnsw', force = false } = options;
  checkNewFiles(searchIndexFiles(out), { force });
  return withRun(run, options, async (opened) => {
    const searched = await openSearchedImages(opened, images, options);
    const { all, data, source } = searched;
    if (source === undefined) {
      throw new InputError(
        'an index records where its images are, but this data set has no location; pass a folder or a known name',
      );
    }
    const index = await createSearchIndex(opened.featureSize);
    const measured = await fillAndMeasure(opened, searched, { ...options, index });
    const about = { encoder: fingerprintOf(opened.file), source, fingerprint: data.fingerprint };
    await index.write(out, about, { force });
    rememberPlace(indexKey(about), source, source);
    const { features, method } = index;
    return { out, images: all.length, features, method, ...(measured && { measured }) };
  });
}

/** Identifies a weights file: the SHA-256 of its bytes. */
export function fingerprintOf(file: string): string {
  return createHash('sha256').update(readRegularFile(file)).digest('hex');
}

/**
 * Adds all images to an index while comparing a sample of them with all, then searches for the sample in
 * the index. An image is not its own neighbor.
 */
async function fillAndMeasure(
  run: Run,
  { data, all }: SearchedImages,
  { index, ...options }: SearchOptions & { readonly index: SearchIndex },
): Promise<BuiltIndex['measured']> {
  const report = progressOf(options);
  const sample = Math.min(SAMPLE, all.length);
  const sampled = Int32Array.from({ length: sample }, (_, at) =>
    Math.floor((at * all.length) / sample),
  );
  const k = Math.min(NEIGHBORS, all.length - 1);
  async function* filling() {
    for await (const batch of embedWithProgress(run, { data, set: all }, options)) {
      const features = batch.dataSync<'float32'>();
      for (let start = 0; start < features.length; start += index.features) {
        const place = index.length + start / index.features;
        checkUnitFeature(features.subarray(start, start + index.features), all.name(place));
      }
      index.add(features);
      yield batch;
    }
  }
  const queries = await embedImages(run.extract, selectImages(all, sampled), {
    data,
    views: run.views,
    onProgress: (done) => {
      report({ phase: 'embedding a sample: image', done, total: sample });
    },
  });
  const exact = await nearestNeighbors(queries, filling(), k + 1);
  queries.dispose();
  if (k === 0) return undefined;
  const others = (found: readonly { place: number; similarity: number }[], query: number) =>
    found
      .filter(({ place }) => place !== sampled[query])
      .slice(0, k)
      .map(({ similarity }) => similarity);
  const vectors = Array.from(sampled, (at) => index.vector(at));
  const started = performance.now();
  const found = vectors.map((vector) =>
    index.search(vector, k + 1).map(({ id, similarity }) => ({ place: Number(id), similarity })),
  );
  const searchMilliseconds = (performance.now() - started) / sample;
  const recall = searchRecall(found.map(others), exact.map(others));
  return { k, recall, sample, searchMilliseconds };
}
