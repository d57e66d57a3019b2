/**
 * Holm's correction for a family of tests (Holm, A Simple Sequentially Rejective Multiple Test Procedure,
 * Scandinavian Journal of Statistics 6, 1979). The smallest of n p-values is multiplied by n, the next by n − 1 and
 * so on; none becomes smaller than one before it, or larger than 1. If the tests whose adjusted value is below α
 * are called significant, at least one of them is wrong with a probability of at most α, however the tests depend
 * on each other.
 * @param probabilities p-values in [0, 1].
 * @returns the adjusted values in the same order.
 * @throws RangeError for a number outside [0, 1].
 * @example
 * ```ts
 * import { holmAdjusted } from '@jssl/eval';
 *
 * console.log(holmAdjusted([0.01, 0.04, 0.03, 0.005])); // [ 0.03, 0.06, 0.06, 0.02 ]
 * ```
 */
export function holmAdjusted(probabilities: readonly number[]): number[] {
  for (const one of probabilities) {
    if (one >= 0 && one <= 1) continue;
    throw new RangeError(`holmAdjusted: probabilities must be from 0 to 1, got ${one}`);
  }
  const order = probabilities
    .map((probability, at) => ({ probability, at }))
    .sort((one, other) => one.probability - other.probability);
  const adjusted = new Array<number>(order.length);
  let least = 0;
  order.forEach(({ probability, at }, rank) => {
    least = Math.min(1, Math.max(least, (order.length - rank) * probability));
    adjusted[at] = least;
  });
  return adjusted;
}
