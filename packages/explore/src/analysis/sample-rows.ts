import type { Random } from '@jssl/augment';

/**
 * Draws different numbers below `count`, in ascending order.
 * @param size how many; all of them if there are not more.
 */
export function sampleRows(count: number, size: number, random: Random): Int32Array {
  const chosen = Int32Array.from({ length: Math.min(count, size) }, (_, at) => at);
  if (count <= size) return chosen;
  // Each of the others replaces a random one with the probability that keeps all equally likely.
  for (let at = size; at < count; at++) {
    const place = Math.floor(random() * (at + 1));
    if (place < size) chosen[place] = at;
  }
  return chosen.sort();
}
