import { groupedDifference, type RetrievalQueries } from '@jssl/eval';

import type { Contrast } from './judge-encoder.js';

/** An embedding of the images, and what each query found with it. */
export interface SearchedRow {
  readonly name: string;
  readonly perQuery: RetrievalQueries;
}

/**
 * The differences of an encoder to each baseline in recall at k: how much more often a query finds one of its group
 * among the first k, on the same queries. Intervals draw whole groups, since the images of a group are not independent.
 * With fewer than three groups the interval is all of [-1, 1].
 * @param options.random returns uniform numbers in [0, 1), newly seeded, so that all baselines share the draws.
 * @example
 * ```ts
 * import { retrievalContrasts } from '@jssl/report';
 *
 * const searched = (name: string, firstRanks: number[]) => {
 *   const groups = firstRanks.map((_, query) => query);
 *   return { name, perQuery: { groups, firstRanks, averagePrecisions: firstRanks.map((rank) => 1 / rank) } };
 * };
 * const [contrast] = retrievalContrasts(
 *   searched('trained encoder', [1, 2, 1, 9]),
 *   [searched('raw pixels', [1, 7, 8, 9])],
 *   { k: 5, random: () => Math.random },
 * );
 * console.log(contrast.against, contrast.difference); // raw pixels 0.5
 * ```
 */
export function retrievalContrasts(
  encoder: SearchedRow,
  baselines: readonly SearchedRow[],
  { k, random }: { readonly k: number; readonly random: () => () => number },
): Contrast[] {
  const found = ({ perQuery }: SearchedRow) => perQuery.firstRanks.map((rank) => Number(rank <= k));
  const { groups } = encoder.perQuery;
  return baselines.map((baseline) => {
    const columns = [found(encoder), found(baseline)] as const;
    const paired = groupedDifference({ columns, groups }, random());
    const [own, other] = columns.map((column) => column.reduce((sum, one) => sum + one, 0));
    const unknown = {
      difference: ((own ?? NaN) - (other ?? NaN)) / groups.length,
      interval: { low: -1, high: 1 },
    };
    return { against: baseline.name, ...(paired ?? unknown) };
  });
}
