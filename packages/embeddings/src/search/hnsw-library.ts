import { EmbeddingsError } from '../files/embeddings-error.js';

/** What is used of a graph of hnswlib-node. */
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

/** What is used of hnswlib-node. */
export interface HnswLibrary {
  readonly HierarchicalNSW: new (space: 'ip', features: number) => HnswGraph;
}

/** A name that the compiler does not look up: the package builds where the library is missing. */
const LIBRARY: string = 'hnswlib-node';

/**
 * Loads hnswlib-node, which is compiled when it is installed and may be missing.
 * @throws EmbeddingsError that says what to install.
 */
export async function loadHnswLibrary(
  load = () => import(LIBRARY) as Promise<{ readonly default: HnswLibrary }>,
): Promise<HnswLibrary> {
  try {
    return (await load()).default;
  } catch {
    throw new EmbeddingsError(
      'an HNSW index needs hnswlib-node, which is not installed or was not compiled: run npm install hnswlib-node where a C++ compiler, make and Python are; exact search works without it',
    );
  }
}
