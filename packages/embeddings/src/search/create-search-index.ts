import { exactSearch } from './exact-search.js';
import { graphSearch } from './graph-search.js';
import { SearchIndex } from './search-index.js';
import { loadUsearch } from './usearch-library.js';
import { VectorRows } from './vector-rows.js';
import type { CreateVectorSearch } from './vector-search.js';

/** The most numbers of a vector. */
const MOST_FEATURES = 2 ** 20;

/** How to create an index. */
export interface SearchIndexOptions {
  /** Compare with all vectors instead of building a graph. Default false. */
  readonly exact?: boolean | undefined;
}

/**
 * Creates an empty index of unit vectors. Where usearch has no binary it is exact, and slower; see
 * `SearchIndex.method`.
 * @param features F, the numbers of a vector, at most 2^20.
 * @throws RangeError for another number of features.
 * @example
 * ```ts
 * import { createSearchIndex } from '@jssl/embeddings';
 *
 * const index = await createSearchIndex(2); // F
 * index.add(Float32Array.of(1, 0, 0.6, 0.8), ['a.png', 'b.png']); // [N, F], unit vectors
 * index.add([0, 1], ['c.png']);
 * index.remove('b.png');
 * console.log(index.search([1, 0], 2).map(({ id }) => id)); // [ 'a.png', 'c.png' ]
 * ```
 */
export async function createSearchIndex(
  features: number,
  { exact = false }: SearchIndexOptions = {},
): Promise<SearchIndex> {
  if (!Number.isInteger(features) || features < 1 || features > MOST_FEATURES) {
    throw new RangeError(
      `createSearchIndex: features must be a whole number from 1 to ${MOST_FEATURES}, got ${features}`,
    );
  }
  const create = await searchCreator(exact);
  const rows = new VectorRows(features);
  return new SearchIndex(create, { rows, search: create(rows), ids: [], added: 0 });
}

/** A graph where usearch can be loaded, else exact search. */
export async function searchCreator(exact: boolean): Promise<CreateVectorSearch> {
  const library = exact ? undefined : await loadUsearch();
  return library ? (rows) => graphSearch(library, rows) : exactSearch;
}
