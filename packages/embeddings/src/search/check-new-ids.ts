import { isSearchId, type SearchId } from './search-index-description.js';

/**
 * Checks the ids of vectors to add.
 * @param known has the ids of the index.
 * @throws RangeError for another number of ids than vectors and for an id that is not new, TypeError for
 * other than strings and whole numbers.
 */
export function checkNewIds(
  ids: readonly SearchId[],
  vectors: number,
  known: { has(id: SearchId): boolean },
): void {
  if (ids.length !== vectors) {
    throw new RangeError(
      `add: ids must be as many as the vectors, ${vectors}, got ${ids.length}; pass an id for each`,
    );
  }
  const seen = new Set<SearchId>();
  for (const id of ids) {
    if (!isSearchId(id)) {
      throw new TypeError(
        `add: ids must be strings or whole numbers, got ${typeof id === 'number' ? id : typeof id}`,
      );
    }
    if (known.has(id)) {
      throw new RangeError(
        `add: ids must be new, got ${JSON.stringify(id)}, which the index has; remove it first`,
      );
    }
    if (seen.has(id)) throw new RangeError(`add: ids must differ, got ${JSON.stringify(id)} twice`);
    seen.add(id);
  }
}
