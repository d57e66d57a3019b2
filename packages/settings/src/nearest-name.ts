/** The number of letters to insert, delete or replace, or neighbors to swap (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of from.split('').entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      const inserted = (current[column] ?? 0) + 1;
      const deleted = (previous[column + 1] ?? 0) + 1;
      const isSwap = row > 0 && letter === to[column - 1] && from[row - 1] === to[column];
      const swapped = isSwap ? (beforePrevious[column - 1] ?? Infinity) + 1 : Infinity;
      current.push(Math.min(replaced, inserted, deleted, swapped));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[to.length] ?? 0;
}

/** The fewest letters that count as the beginning of a name. */
const LEAST_BEGINNING = 3;

/**
 * The known name that `name` is probably meant for, if any: it begins with `name`, or at most half of its letters
 * differ, in upper or lower case.
 * @example
 * ```ts
 * import { nearestName } from '@jssl/settings';
 *
 * console.log(nearestName('batch_size', ['seed', 'batchSize'])); // batchSize
 * console.log(nearestName('color', ['seed', 'batchSize'])); // undefined
 * ```
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const candidates = known.map((one) => {
    const isBeginning = typed.length >= LEAST_BEGINNING && one.toLowerCase().startsWith(typed);
    return { one, distance: isBeginning ? 1 : editDistance(typed, one.toLowerCase()) };
  });
  const [nearest] = candidates.sort((first, second) => first.distance - second.distance);
  return nearest && nearest.distance <= nearest.one.length / 2 ? nearest.one : undefined;
}
