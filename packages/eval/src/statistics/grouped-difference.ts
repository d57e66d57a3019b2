import { groupedBootstrap, type GroupedOutcomes } from './grouped-bootstrap.js';
import type { PairedDifference } from './paired-difference.js';

/**
 * How much better one encoder's queries come out than another's, on the same N queries. As in `pairedDifference`, the
 * difference is taken query by query, since both find the same queries easy; as in `groupedBootstrap`, the interval
 * draws whole groups, since queries of one group are not independent.
 * @param outcomes.columns two outcomes of each query, such as whether a partner was found: the first encoder's [N] and
 * the second's [N].
 * @param outcomes.groups [N]
 * @param random uniform numbers in [0, 1), 999 times the number of groups.
 * @returns undefined with fewer than three groups, of which no resample says anything.
 * @throws RangeError when sizes disagree.
 * @example
 * ```ts
 * import { groupedDifference } from '@jssl/eval';
 *
 * let seed = 1; // any uniform generator in [0, 1) works: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * // Fifty pairs: the first encoder finds both members of 45 pairs, the second of 40 of them.
 * const groups = Array.from({ length: 100 }, (_, query) => query >> 1);
 * const columns = [45, 40].map((found) => groups.map((group) => Number(group < found)));
 * const found = groupedDifference({ columns, groups }, random);
 * console.log(found?.difference.toFixed(2), found?.interval.low, found?.interval.high); // 0.10 0.02 0.2
 * ```
 */
export function groupedDifference(
  { columns: [first = [], second = []], groups }: GroupedOutcomes,
  random: () => number,
): PairedDifference | undefined {
  const queries = first.length;
  if (queries === 0 || second.length !== queries) {
    throw new RangeError(
      `groupedDifference: both must have as many queries, at least one, got ${queries} and ${second.length}`,
    );
  }
  const apart = Array.from(first, (outcome, query) => outcome - (second[query] ?? NaN));
  const [interval] = groupedBootstrap({ columns: [apart], groups }, {}, random) ?? [];
  if (!interval) return undefined;
  return { difference: apart.reduce((sum, one) => sum + one, 0) / queries, interval };
}
