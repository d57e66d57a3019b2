/** A similarity is a float32 sum of F products, added up in another order by each search. */
const ROUNDING = 2e-6;

/**
 * Recall of an approximate search: the share of what it found that is among the k nearest, over all
 * queries. As ann-benchmarks (arXiv 1807.05614, Section 2) defines it, what is as similar as the k-th
 * nearest counts as found, so that equal images do not make an index look worse than it is.
 * @param found similarities that the approximate search gave, [k] or fewer for each query.
 * @param exact similarities of the k nearest, the most similar first, for each query.
 * @returns a share in [0, 1].
 * @throws RangeError when there is no query or not the same number of them.
 * @example
 * ```ts
 * import { searchRecall } from '@jssl/embeddings';
 *
 * const found = [[0.9, 0.5]]; // similarities of what an index found for one query
 * const exact = [[0.9, 0.8]]; // of the two that are nearest
 * console.log(searchRecall(found, exact)); // 0.5
 * ```
 */
export function searchRecall(
  found: readonly ArrayLike<number>[],
  exact: readonly ArrayLike<number>[],
): number {
  if (exact.length === 0 || found.length !== exact.length) {
    throw new RangeError(
      `searchRecall: found and exact must have the same queries, at least one, got ${found.length} and ${exact.length}`,
    );
  }
  let [hits, sought] = [0, 0];
  exact.forEach((nearest, query) => {
    const least = (nearest[nearest.length - 1] ?? NaN) - ROUNDING;
    const good = Array.from(found[query] ?? []).filter((similarity) => similarity >= least);
    hits += Math.min(good.length, nearest.length);
    sought += nearest.length;
  });
  return hits / sought;
}
