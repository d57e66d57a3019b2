import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';

import { readRegularFile, openRegularFile } from '@jssl/settings/node';

import { EmbeddingsError } from '../files/embeddings-error.js';
import { writeWholeFiles } from '../files/whole-files.js';
import { checkGraph } from './check-graph.js';
import { loadHnswLibrary, type HnswGraph } from './hnsw-library.js';

/**
 * Parameters of arXiv 1603.09320: links per node (M), and candidates during construction (efConstruction)
 * and search (ef).
 */
const LINKS = 16;
const BUILD_CANDIDATES = 200;
const SEARCH_CANDIDATES = 100;
const SEED = 100;

const FORMAT = 'jssl-search-index-1';
/** The most bytes of a description. */
const LARGEST = 2 ** 20;

/** What an index was made from; stored in the file next to it. */
export interface SearchIndexDescription {
  /** Identifies the encoder: features of another encoder cannot be compared. */
  readonly encoder: string;
  /** Where the images are. */
  readonly source: string;
  /** Identifies the images: a different value means that they have changed. */
  readonly fingerprint: string;
}

interface IndexFile extends SearchIndexDescription {
  readonly format: string;
  /** F */
  readonly features: number;
  /** SHA-256 of the graph's file. */
  readonly graph: string;
}

/** A vector found in an index. */
export interface IndexNeighbor {
  /** Its position in the index, from 0. */
  readonly place: number;
  /** Cosine similarity. */
  readonly similarity: number;
}

/** Approximate search for the unit vectors with the highest cosine similarity (HNSW, arXiv 1603.09320). */
export class SearchIndex {
  readonly #graph: HnswGraph;
  /** F */
  readonly features: number;

  /** Use `createSearchIndex` or `readSearchIndex`. */
  constructor(graph: HnswGraph, features: number) {
    this.#graph = graph;
    this.features = features;
    graph.setEf(SEARCH_CANDIDATES);
  }

  /** How many vectors it holds. */
  get length(): number {
    return this.#graph.getCurrentCount();
  }

  /**
   * Appends unit vectors.
   * @param features [N, F], row after row.
   * @throws RangeError when they are not vectors of F numbers.
   */
  add(features: Float32Array): void {
    if (features.length % this.features !== 0) {
      throw new RangeError(
        `add: features must be [N, F] with F = ${this.features}, got ${features.length} numbers`,
      );
    }
    for (let start = 0; start < features.length; start += this.features) {
      const vector = Array.from(features.subarray(start, start + this.features));
      this.#graph.addPoint(vector, this.length);
    }
  }

  /** The vector [F] at a position. */
  vector(place: number): Float32Array {
    return Float32Array.from(this.#graph.getPoint(place));
  }

  /**
   * Finds k of the most similar vectors, the most similar first. The result is approximate: it may miss
   * some of the exact k nearest.
   * @param query unit vector [F].
   * @throws RangeError when k is not from 1 to the length, or the query does not have F numbers.
   */
  search(query: Float32Array, k: number): IndexNeighbor[] {
    if (!Number.isInteger(k) || k < 1 || k > this.length) {
      throw new RangeError(`search: k must be from 1 to ${this.length}, got ${k}`);
    }
    if (query.length !== this.features) {
      throw new RangeError(
        `search: query must have F = ${this.features} numbers, got ${query.length}`,
      );
    }
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(query), k);
    return neighbors.map((place, at) => ({ place, similarity: 1 - (distances[at] ?? NaN) }));
  }

  /**
   * Writes the graph to `file` and the description to `file`.json, both or neither.
   * @throws EmbeddingsError when one of them exists and `force` is not set.
   */
  async write(file: string, about: SearchIndexDescription, { force = false } = {}): Promise<void> {
    await writeWholeFiles(searchIndexFiles(file), { force }, async ([graph = '', beside = '']) => {
      this.#graph.writeIndexSync(graph);
      const described: IndexFile = {
        format: FORMAT,
        features: this.features,
        graph: await sha256(graph),
        ...about,
      };
      await writeFile(beside, JSON.stringify(described), { flush: true });
    });
  }
}

/**
 * The files of an index: the graph and its description.
 * @example
 * ```ts
 * import { searchIndexFiles } from '@jssl/embeddings';
 *
 * console.log(searchIndexFiles('photos.hnsw')); // [ 'photos.hnsw', 'photos.hnsw.json' ]
 * ```
 */
export function searchIndexFiles(file: string): [graph: string, about: string] {
  return [file, `${file}.json`];
}

/**
 * Creates an empty index for at most `capacity` unit vectors.
 * @param features F, the numbers of a vector.
 * @throws EmbeddingsError when hnswlib-node is missing.
 * @example
 * ```ts
 * import { createSearchIndex } from '@jssl/embeddings';
 *
 * const index = await createSearchIndex(2, 3); // F, and the capacity
 * index.add(Float32Array.of(1, 0, 0.6, 0.8, 0, 1)); // [N, F], unit vectors
 * console.log(index.search(Float32Array.of(1, 0), 2).map(({ place }) => place)); // [ 0, 1 ]
 * ```
 */
export async function createSearchIndex(features: number, capacity: number): Promise<SearchIndex> {
  const { HierarchicalNSW } = await loadHnswLibrary();
  const graph = new HierarchicalNSW('ip', features);
  graph.initIndex(capacity, LINKS, BUILD_CANDIDATES, SEED);
  return new SearchIndex(graph, features);
}

/**
 * Reads an index written by `SearchIndex.write`.
 * @throws EmbeddingsError when it is missing, damaged or of another version, or hnswlib-node is missing.
 * @example
 * ```ts
 * import { createSearchIndex, readSearchIndex } from '@jssl/embeddings';
 *
 * const made = await createSearchIndex(2, 1);
 * made.add(Float32Array.of(1, 0));
 * await made.write('photos.hnsw', { encoder: 'e1', source: 'photos', fingerprint: 'f1' });
 *
 * const { index, about } = await readSearchIndex('photos.hnsw');
 * console.log(index.length, about.source); // 1 photos
 * ```
 */
export async function readSearchIndex(
  file: string,
): Promise<{ readonly index: SearchIndex; readonly about: SearchIndexDescription }> {
  const [graphFile, aboutFile] = searchIndexFiles(file);
  const missing = [graphFile, aboutFile].find((one) => !existsSync(one));
  if (missing !== undefined) {
    throw new EmbeddingsError(`there is no search index at ${file}: ${missing} is missing`);
  }
  const about = readDescription(aboutFile);
  // The library trusts every number in the file.
  if (!(await stat(graphFile)).isFile() || (await sha256(graphFile)) !== about.graph) {
    throw new EmbeddingsError(
      `${graphFile} is damaged or does not belong to ${aboutFile}; create the index again`,
    );
  }
  requireGraph(graphFile, about.features);
  const { HierarchicalNSW } = await loadHnswLibrary();
  const graph = new HierarchicalNSW('ip', about.features);
  graph.readIndexSync(graphFile);
  return { index: new SearchIndex(graph, about.features), about };
}

function readDescription(file: string): IndexFile {
  let written: unknown;
  try {
    written = JSON.parse(readRegularFile(file, { largest: LARGEST }).toString());
  } catch (error) {
    throw new EmbeddingsError(
      `${file} cannot be read: ${(error as Error).message}; create the index again`,
      { cause: error },
    );
  }
  if (typeof written !== 'object' || written === null || !('format' in written)) {
    throw new EmbeddingsError(`${file} does not describe a JSSL search index`);
  }
  if (written.format !== FORMAT) {
    throw new EmbeddingsError(
      `${file} must have the format ${FORMAT}, got ${typeof written.format === 'string' ? JSON.stringify(written.format.slice(0, 80)) : typeof written.format}; create the index again`,
    );
  }
  const about = written as unknown as Readonly<Record<string, unknown>>;
  for (const name of ['encoder', 'source', 'fingerprint', 'graph']) {
    if (typeof about[name] === 'string') continue;
    throw new EmbeddingsError(
      `${file} is damaged: its ${name} must be text, got ${typeof about[name]}; create the index again`,
    );
  }
  const { features } = about;
  if (typeof features !== 'number' || !Number.isInteger(features) || features < 1) {
    throw new EmbeddingsError(
      `${file} is damaged: its features must be a whole number of at least 1, got ${typeof features === 'number' ? features : typeof features}; create the index again`,
    );
  }
  return written as unknown as IndexFile;
}

/** @throws EmbeddingsError unless a file is the graph of an index of vectors of F numbers. */
function requireGraph(file: string, features: number): void {
  const opened = openRegularFile(file);
  try {
    checkGraph(opened, { features, links: LINKS });
  } catch (error) {
    throw new EmbeddingsError(
      `${file} is not a graph that can be read: ${(error as Error).message}; create the index again`,
      { cause: error },
    );
  } finally {
    closeSync(opened.descriptor);
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
