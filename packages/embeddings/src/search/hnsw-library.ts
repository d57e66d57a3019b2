import { EmbeddingsError } from '../files/embeddings-error.js';

/** The part of hnswlib-node's graph that is used. */
export interface HnswGraph {
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void;
  setEf(ef: number): void;
  getCurrentCount(): number;
  addPoint(point: number[], label: number): void;
  getPoint(label: number): number[];
  searchKnn(query: number[], k: number): { distances: number[]; neighbors: number[] };
  readIndexSync(file: string): void;
  writeIndexSync(file: string): void;
}

/** The part of hnswlib-node that is used. */
export interface HnswLibrary {
  readonly HierarchicalNSW: new (space: 'ip', features: number) => HnswGraph;
}

/** Typed as string so that the package compiles without the library. */
const LIBRARY: string = 'hnswlib-node';

/**
 * Loads hnswlib-node, an optional dependency that is compiled on installation.
 * @throws EmbeddingsError when it is missing.
 */
export async function loadHnswLibrary(
  load = () => import(LIBRARY) as Promise<{ readonly default: HnswLibrary }>,
): Promise<HnswLibrary> {
  try {
    return (await load()).default;
  } catch (error) {
    throw new EmbeddingsError(
      'an HNSW index needs hnswlib-node, which is missing or was not compiled: install a C++ compiler, make and Python, then run npm install hnswlib-node; exact search works without it',
      { cause: error },
    );
  }
}
