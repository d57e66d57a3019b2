import type { Duplicates } from './duplicate-groups.js';
import type { DuplicatePair } from './duplicate-pair.js';

/** Pairs that a finding names. */
export const NAMED_PAIRS = 3;

/** The pairs of one kind, and those that no worse kind contains. */
export interface PairsOfKind {
  readonly pairs: readonly DuplicatePair[];
  readonly others: readonly DuplicatePair[];
}

/** The pairs of each kind of finding, the worst kind first. Each pair is named only once. */
export function pairsByKind({
  acrossSplits,
  acrossLabels,
  pairs,
}: Pick<Duplicates, 'acrossSplits' | 'acrossLabels' | 'pairs'>) {
  const named = new Set<DuplicatePair>();
  const ofKind = (all: readonly DuplicatePair[]): PairsOfKind => {
    const others = all.filter((pair) => !named.has(pair));
    for (const pair of others) named.add(pair);
    return { pairs: all, others };
  };
  const isWithinTrain = ({ first, second }: DuplicatePair) =>
    first.split === 'train' && second.split === 'train';
  return {
    acrossSplits: ofKind(acrossSplits),
    acrossLabels: ofKind(acrossLabels),
    withinTrain: ofKind(pairs.filter(isWithinTrain)),
  };
}

/**
 * The pairs that the findings of a check already name.
 * @example
 * ```ts
 * import { namedPairs } from '@jssl/data';
 *
 * const none = { acrossSplits: [], acrossLabels: [], pairs: [] };
 * console.log(namedPairs(none).size); // 0
 * ```
 */
export function namedPairs(
  duplicates: Pick<Duplicates, 'acrossSplits' | 'acrossLabels' | 'pairs'>,
): ReadonlySet<DuplicatePair> {
  const kinds = Object.values(pairsByKind(duplicates));
  return new Set(kinds.flatMap(({ others }) => others.slice(0, NAMED_PAIRS)));
}
