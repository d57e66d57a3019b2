import { checkNewIds } from './check-new-ids.js';
import type { SearchId, SearchIndexDescription } from './search-index-description.js';
import { unitVectors, type VectorsInput } from './unit-vectors.js';
import { dotAt, VectorRows } from './vector-rows.js';
import type { CreateVectorSearch, VectorSearch } from './vector-search.js';
import { writeSearchIndex } from './write-search-index.js';

/** A vector found in an index. */
export interface IndexNeighbor {
  readonly id: SearchId;
  /** Cosine similarity. */
  readonly similarity: number;
}

/** What a search index begins with. */
interface SearchIndexContent {
  readonly rows: VectorRows;
  readonly search: VectorSearch;
  /** The id of each row; null for one that was removed. */
  readonly ids: (SearchId | null)[];
  /** How many vectors have been added ever. */
  readonly added: number;
}

/**
 * Search for the unit vectors with the highest cosine similarity: approximate with a graph (HNSW, arXiv
 * 1603.09320), or exact. It grows as needed; removed vectors take memory until they are more than the others.
 */
export class SearchIndex {
  readonly #create: CreateVectorSearch;
  readonly #placeOf = new Map<SearchId, number>();
  #rows: VectorRows;
  #search: VectorSearch;
  #ids: (SearchId | null)[];
  #added: number;

  /** Use `createSearchIndex` or `readSearchIndex`. */
  constructor(create: CreateVectorSearch, { rows, search, ids, added }: SearchIndexContent) {
    this.#create = create;
    this.#rows = rows;
    this.#search = search;
    this.#ids = ids;
    this.#added = added;
    ids.forEach((id, place) => {
      if (id !== null) this.#placeOf.set(id, place);
    });
  }

  /** F */
  get features(): number {
    return this.#rows.features;
  }

  /** How many vectors it holds. */
  get length(): number {
    return this.#placeOf.size;
  }

  /**
   * `hnsw` finds most of the nearest vectors in little time; `exact` compares with all of them, which is
   * what an index does where usearch has no binary.
   */
  get method(): 'hnsw' | 'exact' {
    return this.#search.method;
  }

  /** The ids of the vectors it holds, in the order in which they were added. */
  ids(): IterableIterator<SearchId> {
    return this.#placeOf.keys();
  }

  has(id: SearchId): boolean {
    return this.#placeOf.has(id);
  }

  /**
   * Adds unit vectors; all or, when it throws, none.
   * @param vectors [N, F]: row after row, or an array of rows.
   * @param ids of the vectors, strings or whole numbers. Default: 0, 1, 2 and so on, the number of vectors
   * added before.
   * @throws RangeError for vectors of another length or an L2 norm that differs from 1 by more than 1/256, and for
   * ids that the index has; TypeError for other than numbers, and for other ids.
   */
  add(vectors: VectorsInput, ids?: readonly SearchId[]): void {
    const rows = unitVectors(vectors, this.features, 'add: vectors');
    const count = rows.length / this.features;
    const given = ids ?? Array.from({ length: count }, (_, at) => this.#added + at);
    checkNewIds(given, count, this.#placeOf);
    this.#rows.push(rows);
    for (const id of given) this.#placeOf.set(id, this.#ids.push(id) - 1);
    this.#added += count;
    if (count > 0) this.#search.add(rows);
  }

  /**
   * Removes a vector.
   * @returns whether the index had it.
   */
  remove(id: SearchId): boolean {
    const place = this.#placeOf.get(id);
    if (place === undefined) return false;
    this.#placeOf.delete(id);
    this.#ids[place] = null;
    return true;
  }

  /**
   * The vector [F] of an id.
   * @throws RangeError for an id that the index does not have.
   */
  vector(id: SearchId): Float32Array {
    const place = this.#placeOf.get(id);
    if (place === undefined) {
      throw new RangeError(`vector: id must be one of the index, got ${JSON.stringify(id)}`);
    }
    return this.#rows.row(place).slice();
  }

  /**
   * Finds k of the most similar vectors, the most similar first, of equal ones the one added
   * first. With a graph the result is approximate: it
   * may miss some of the exact k nearest, and may have fewer than k.
   * @param query unit vector [F].
   * @throws RangeError when k is not from 1 to the length, or the query does not have F numbers or the norm 1.
   */
  search(query: VectorsInput, k: number): IndexNeighbor[] {
    if (!Number.isInteger(k) || k < 1 || k > this.length) {
      throw new RangeError(
        this.length === 0
          ? 'search: the index must have vectors, got none; add some'
          : `search: k must be from 1 to ${this.length}, got ${k}`,
      );
    }
    const asked = unitVectors(query, this.features, 'search: query');
    if (asked.length !== this.features) {
      throw new RangeError(
        `search: query must have F = ${this.features} numbers, got ${asked.length}`,
      );
    }
    this.#forgetRemoved();
    return this.#nearest(asked, k)
      .map((place) => ({ place, similarity: dotAt(asked, this.#rows.row(place), 0) }))
      .sort((a, b) => b.similarity - a.similarity || a.place - b.place)
      .slice(0, k)
      .map(({ place, similarity }) => ({ id: this.#ids[place] ?? place, similarity }));
  }

  /** At least k places that were not removed, if the search finds as many. */
  #nearest(query: Float32Array, k: number): number[] {
    const most = this.#rows.length;
    const removed = most - this.length;
    for (
      let count = Math.min(most, k + Math.min(removed, k));
      ;
      count = Math.min(most, 2 * count)
    ) {
      const found = this.#search.search(query, count);
      const left = removed === 0 ? [...found] : found.filter((place) => this.#ids[place] !== null);
      if (left.length >= k || count === most) return left;
    }
  }

  /** Creates the search again without the removed vectors, once they are more than the others. */
  #forgetRemoved(): void {
    if (this.#ids.length <= 2 * this.length) return;
    const rows = new VectorRows(this.features);
    for (const place of this.#placeOf.values()) rows.push(this.#rows.row(place));
    const search = this.#create(rows);
    for (const part of rows.parts()) search.add(part);
    this.#rows = rows;
    this.#search = search;
    this.#ids = [...this.#placeOf.keys()];
    this.#ids.forEach((id, place) => this.#placeOf.set(id as SearchId, place));
  }

  /**
   * Writes the vectors with the graph to `file` and the ids and the description to `file`.json, both or
   * neither.
   * @throws SettingError when one of them exists and `force` is not set, EmbeddingsError when one cannot be
   * written.
   */
  async write(file: string, about: SearchIndexDescription, { force = false } = {}): Promise<void> {
    this.#forgetRemoved();
    const rows = this.#rows.length;
    const isNumbered = this.#added === rows && this.#ids.every((id, place) => id === place);
    const { encoder, source, fingerprint } = about;
    const described = {
      ...{ encoder, source, fingerprint, features: this.features, rows, added: this.#added },
      ...(!isNumbered && { ids: this.#ids }),
    };
    await writeSearchIndex(file, this.#search, described, { force });
  }
}
