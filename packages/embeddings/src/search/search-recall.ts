/** A similarity is a float32 sum of F products, added in a different order by each search. */
const ROUNDING = 2e-6;

/**
 * Recall of an approximate search: the share of the k nearest that it found, over all queries. As in
 * ann-benchmarks (arXiv 1807.05614, Section 2), any result as similar as the k-th nearest counts, so ties
 * do not lower the recall.
 * @param found similarities from the approximate search, [k] or fewer for each query.
 * @param exact similarities of the k nearest, the most similar first, for each query.
 * @returns a share in [0, 1].
 * @throws RangeError without queries, or when their numbers differ.
 * @example
 * ```ts
 * import { searchRecall } from '@jssl/embeddings';
 *
 * const found = [[0.9, 0.5]]; // similarities found by an index for one query
 * const exact = [[0.9, 0.8]]; // similarities of the two nearest
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
  let [hits, total] = [0, 0];
  exact.forEach((nearest, query) => {
    const least = (nearest[nearest.length - 1] ?? NaN) - ROUNDING;
    const good = Array.from(found[query] ?? []).filter((similarity) => similarity >= least);
    hits += Math.min(good.length, nearest.length);
    total += nearest.length;
  });
  return hits / total;
}
