import { EmbeddingsError } from '../files/embeddings-error.js';
import type { UsearchIndex, UsearchLibrary } from './usearch-library.js';
import type { VectorRows } from './vector-rows.js';
import type { VectorSearch } from './vector-search.js';

/** M of arXiv 1603.09320, the links of a node. */
export const LINKS = 16;
/** Its efConstruction and ef: candidates during construction and search. */
const [BUILD_CANDIDATES, SEARCH_CANDIDATES] = [128, 100];
/** With one thread the graph depends on the vectors alone. */
const THREADS = 1;

/**
 * Finds most of the nearest vectors with a graph (HNSW, arXiv 1603.09320) of usearch.
 * @param saved a file of `save` with the vectors of `rows`, checked. Default: none, an empty graph.
 * @throws EmbeddingsError for what the library refuses.
 */
export function graphSearch(
  { Index }: UsearchLibrary,
  rows: VectorRows,
  saved?: string,
): VectorSearch {
  const graph: UsearchIndex = asking('creates no graph', () => {
    return new Index({
      dimensions: rows.features,
      metric: 'ip',
      quantization: 'f32',
      connectivity: LINKS,
      expansion_add: BUILD_CANDIDATES,
      expansion_search: SEARCH_CANDIDATES,
    });
  });
  let count = 0;
  if (saved !== undefined) {
    asking(`cannot read ${saved}`, () => {
      graph.load(saved);
    });
    count = rows.length;
  }
  return {
    method: 'hnsw',
    add(vectors) {
      const keys = new BigUint64Array(vectors.length / rows.features);
      for (let at = 0; at < keys.length; at++) keys[at] = BigInt(count + at);
      asking('does not add the vectors', () => {
        graph.add(keys, vectors, THREADS);
      });
      count += keys.length;
    },
    search: (query, k) =>
      asking('does not search', () => Array.from(graph.search(query, k, THREADS).keys, Number)),
    save(file) {
      asking(`cannot write ${file}`, () => {
        graph.save(file);
      });
    },
  };
}

/** Calls the library, whose errors are words such as "Out of memory". */
function asking<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new EmbeddingsError(
      `the graph library, usearch, ${what}: ${(error as Error).message}; build the index again with exact: true to do without it`,
      { cause: error },
    );
  }
}
