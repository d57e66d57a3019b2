/** The part of an index of usearch that is used. */
export interface UsearchIndex {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(
    query: Float32Array,
    k: number,
    threads: number,
  ): { readonly keys: BigUint64Array; readonly distances: Float32Array };
  size(): number;
  save(file: string): void;
  load(file: string): void;
}

/** Parameters of the graph, arXiv 1603.09320. */
export interface UsearchSettings {
  /** F */
  readonly dimensions: number;
  readonly metric: 'ip';
  readonly quantization: 'f32';
  /** M: most links of a node above the lowest level, where it is twice as many. */
  readonly connectivity: number;
  /** efConstruction: candidates during construction. */
  readonly expansion_add: number;
  /** ef: candidates during search. */
  readonly expansion_search: number;
}

/** The part of usearch that is used. */
export interface UsearchLibrary {
  readonly Index: new (settings: UsearchSettings) => UsearchIndex;
}

/** Typed as string so that the package compiles without the library. */
const LIBRARY: string = 'usearch';

/**
 * Loads usearch, an optional dependency that has binaries for Linux (glibc 2.34) and macOS.
 * @returns undefined where it is missing or has no binary.
 */
export async function loadUsearch(
  load = () => import(LIBRARY) as Promise<UsearchLibrary>,
): Promise<UsearchLibrary | undefined> {
  try {
    const library = await load();
    return typeof library.Index === 'function' ? library : undefined;
  } catch {
    return undefined;
  }
}
